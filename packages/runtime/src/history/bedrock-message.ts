/** A message of Amazon Bedrock's Converse API. */
export interface BedrockMessage {
  role: 'user' | 'assistant'
  content: BedrockBlock[]
}

/** A block; its one key says what it is. */
export type BedrockBlock =
  | BedrockContentBlock
  | { audio: { format: BedrockAudioFormat; source: BedrockSource } }
  | { toolUse: { toolUseId: string; name: string; input: BedrockJson } }
  | { toolResult: BedrockToolResult }

/** What a tool may give back, too. */
export type BedrockContentBlock =
  | { text: string }
  | { image: { format: BedrockImageFormat; source: BedrockSource } }
  | { video: { format: BedrockVideoFormat; source: BedrockSource } }
  | { document: { format: BedrockDocumentFormat; name: string; source: BedrockSource } }

interface BedrockToolResult {
  toolUseId: string
  content: BedrockContentBlock[]
  status?: 'error'
}

/** Where media are. */
export type BedrockSource = { bytes: Uint8Array } | { s3Location: { uri: string } }

/** A value as JSON has it. */
export type BedrockJson = string | number | boolean | null | BedrockJson[] | { [name: string]: BedrockJson }

type BedrockImageFormat = 'png' | 'jpeg' | 'gif' | 'webp'

type BedrockAudioFormat = 'mp3' | 'wav' | 'flac' | 'ogg' | 'aac' | 'm4a' | 'webm'

type BedrockVideoFormat = 'mp4' | 'webm' | 'mov' | 'mkv' | 'flv' | 'mpeg' | 'wmv' | 'three_gp'

type BedrockDocumentFormat = 'pdf' | 'csv' | 'doc' | 'docx' | 'xls' | 'xlsx' | 'html' | 'txt' | 'md'

/** Any message that a request takes or an answer has, loosely. */
export interface BedrockInput {
  role?: string | undefined
  content?: readonly BedrockInputBlock[] | undefined
}

/** A block of any such message. */
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

/** Media of such a block. */
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
