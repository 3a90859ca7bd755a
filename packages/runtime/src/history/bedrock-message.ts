/** A message of Amazon Bedrock's Converse API. */
export interface BedrockMessage {
  role: 'user' | 'assistant'
  content: BedrockBlock[]
}

export type BedrockBlock =
  | BedrockContentBlock
  | { audio: { format: BedrockAudioFormat; source: BedrockSource } }
  | { toolUse: { toolUseId: string; name: string; input: BedrockJson } }
  | { toolResult: BedrockToolResult }

export type BedrockContentBlock =
  | { text: string }
  | { image: { format: BedrockImageFormat; source: BedrockSource } }
  | { video: { format: BedrockVideoFormat; source: BedrockSource } }
  | { document: { format: BedrockDocumentFormat; name: string; source: BedrockSource } }

export interface BedrockToolResult {
  toolUseId: string
  content: BedrockContentBlock[]
  status?: 'error'
}

export type BedrockSource = { bytes: Uint8Array } | { s3Location: { uri: string } }

/** A value as JSON has it. */
export type BedrockJson = string | number | boolean | null | BedrockJson[] | { [name: string]: BedrockJson }

export type BedrockImageFormat = 'png' | 'jpeg' | 'gif' | 'webp'

export type BedrockAudioFormat = 'mp3' | 'wav' | 'flac' | 'ogg' | 'aac' | 'm4a' | 'webm'

export type BedrockVideoFormat = 'mp4' | 'webm' | 'mov' | 'mkv' | 'flv' | 'mpeg' | 'wmv' | 'three_gp'

export type BedrockDocumentFormat = 'pdf' | 'csv' | 'doc' | 'docx' | 'xls' | 'xlsx' | 'html' | 'txt' | 'md'

/** Any message that a request takes or an answer has, loosely. */
export interface BedrockInput {
  role?: string | undefined
  content?: readonly BedrockInputBlock[] | undefined
}

export interface BedrockInputBlock {
  text?: string | undefined
  image?: BedrockInputMedia | undefined
  audio?: BedrockInputMedia | undefined
  video?: BedrockInputMedia | undefined
  document?: BedrockInputMedia | undefined
  toolUse?:
    | {
        toolUseId?: string | undefined
        name?: string | undefined
        input?: unknown
        type?: string | undefined
      }
    | undefined
  toolResult?:
    | {
        toolUseId?: string | undefined
        content?: readonly BedrockInputBlock[] | undefined
        status?: string | undefined
        type?: string | undefined
      }
    | undefined
  json?: unknown
  citationsContent?: { content?: readonly { text?: string | undefined }[] | undefined } | undefined
  guardContent?: { text?: { text?: string | undefined } | undefined } | undefined
}

export interface BedrockInputMedia {
  format?: string | undefined
  name?: string | undefined
  source?:
    | {
        bytes?: Uint8Array | undefined
        s3Location?: { uri?: string | undefined } | undefined
        text?: unknown
      }
    | undefined
}
