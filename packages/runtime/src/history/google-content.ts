/** A content of Google's `generateContent`. */
export interface GoogleContent {
  role: 'user' | 'model'
  parts: GooglePart[]
}

/** A part; one of its keys beside the signature is in use. */
export interface GooglePart {
  text?: string
  inlineData?: GoogleBlob
  fileData?: GoogleFile
  functionCall?: { id?: string; name: string; args: { [name: string]: unknown } }
  functionResponse?: GoogleFunctionResponse
  thoughtSignature?: string
}

interface GoogleBlob {
  mimeType: string
  /** Base64. */
  data: string
}

interface GoogleFile {
  mimeType: string
  fileUri: string
}

/** The result of a tool. */
export interface GoogleFunctionResponse {
  id?: string
  name: string
  response: { [name: string]: unknown }
  parts?: { inlineData?: GoogleBlob; fileData?: GoogleFile }[]
}

/** Any content that a request takes or an answer has, loosely. */
export interface GoogleInput {
  role?: string
  parts?: readonly GoogleInputPart[]
}

/** A part of any such content. */
export interface GoogleInputPart {
  text?: string
  thought?: boolean
  inlineData?: { mimeType?: string; data?: string }
  fileData?: { mimeType?: string; fileUri?: string }
  functionCall?: { id?: string; name?: string; args?: { [name: string]: unknown } }
  functionResponse?: {
    id?: string
    name?: string
    response?: { [name: string]: unknown }
    parts?: readonly GoogleInputPart[]
  }
}
