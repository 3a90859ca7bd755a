/** A message of Anthropic's Messages API. */
export type AnthropicMessage =
  | { role: 'user'; content: AnthropicUserBlock[] }
  | { role: 'assistant'; content: AnthropicAssistantBlock[] }

type AnthropicUserBlock = AnthropicContentBlock | AnthropicToolResult

/** What a reply is made of. */
export type AnthropicAssistantBlock = AnthropicText | AnthropicToolUse

/** What a user may show, and a tool may give back. */
export type AnthropicContentBlock = AnthropicText | AnthropicImage | AnthropicDocument

/** A text; the api refuses blank ones. */
export interface AnthropicText {
  type: 'text'
  text: string
}

interface AnthropicImage {
  type: 'image'
  source: { type: 'url'; url: string } | { type: 'base64'; media_type: AnthropicImageType; data: string }
}

/** The images that the api takes as data. */
export type AnthropicImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

interface AnthropicDocument {
  type: 'document'
  source:
    | { type: 'url'; url: string }
    | { type: 'base64'; media_type: 'application/pdf'; data: string }
    | { type: 'text'; media_type: 'text/plain'; data: string }
  title?: string
}

interface AnthropicToolUse {
  type: 'tool_use'
  id: string
  name: string
  input: { [name: string]: unknown }
}

/** The result of a tool, in the turn of the user. */
export interface AnthropicToolResult {
  type: 'tool_result'
  tool_use_id: string
  content?: AnthropicContentBlock[]
  is_error?: true
}

/** Any message that a request takes or an answer is, loosely. */
export interface AnthropicInput {
  role: string
  content: string | readonly AnthropicInputBlock[]
}

/** A block of any such message. */
export interface AnthropicInputBlock {
  type: string
  text?: string
  source?: unknown
  title?: string | null
  id?: string
  name?: string
  input?: unknown
  tool_use_id?: string
  content?: unknown
  is_error?: boolean
}

/** Where media of such a block are. */
export interface AnthropicInputSource {
  type: string
  url?: string
  data?: string
  media_type?: string
}
