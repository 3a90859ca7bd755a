/** Who speaks. Instructions are `system` or `developer`; tool results belong to the user. */
export type TurnRole = 'user' | 'assistant' | 'system' | 'developer'

/** One turn of a conversation in the terms that all apis share. */
export interface Turn {
  role: TurnRole
  /** In order. Empty when the message held nothing but the provider's own reasoning. */
  parts: Part[]
}

/** What a turn is made of. */
export type Part = TextPart | MediaPart | ToolCallPart | ToolResultPart | OtherPart

/** A text. */
export interface TextPart {
  /** `refusal`: the model's words when it declines. */
  type: 'text' | 'refusal'
  text: string
}

/** An image, a recording or a document: either by `url` or as `data`. */
export interface MediaPart {
  type: 'image' | 'audio' | 'video' | 'file'
  url?: string | undefined
  /** Base64. */
  data?: string | undefined
  /** For instance `image/png`; always there beside `data`. */
  mediaType?: string | undefined
  /** The file's name. */
  name?: string | undefined
  /** How closely an image is looked at, in OpenAI's words; absent for `auto`. */
  detail?: 'low' | 'high' | 'original' | undefined
}

/** A call that the model makes of a tool. */
export interface ToolCallPart {
  type: 'tool_call'
  /** Ties the result to the call. Some apis have none, and match by name and order. */
  id?: string | undefined
  name: string
  /** JSON text, as the model wrote it. */
  arguments: string
}

/** What a tool gave back. */
export interface ToolResultPart {
  type: 'tool_result'
  id?: string | undefined
  /** The tool's name, where the api repeats it. */
  name?: string | undefined
  content: (TextPart | MediaPart | OtherPart)[]
  isError: boolean
}

/** Something that one api alone knows. It can be sent back to that api, and nowhere else. */
export interface OtherPart {
  type: 'other'
  /** What it is, for the error's message. */
  what: string
}
