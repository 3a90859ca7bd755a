/** A message of Anthropic's Messages API. */
export type AnthropicMessage =
  | { role: 'user'; content: AnthropicUserBlock[] }
  | { role: 'assistant'; content: AnthropicAssistantBlock[] }

export type AnthropicUserBlock = AnthropicContentBlock | AnthropicToolResult

export type AnthropicAssistantBlock = AnthropicText | AnthropicToolUse

export type AnthropicContentBlock = AnthropicText | AnthropicImage | AnthropicDocument

export interface AnthropicText {
  type: 'text'
  text: string
}

export interface AnthropicImage {
  type: 'image'
  source: { type: 'url'; url: string } | { type: 'base64'; media_type: AnthropicImageType; data: string }
}

export type AnthropicImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

export interface AnthropicDocument {
  type: 'document'
  source:
    | { type: 'url'; url: string }
    | { type: 'base64'; media_type: 'application/pdf'; data: string }
    | { type: 'text'; media_type: 'text/plain'; data: string }
  title?: string
}

export interface AnthropicToolUse {
  type: 'tool_use'
  id: string
  name: string
  input: { [name: string]: unknown }
}

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

export interface AnthropicInputSource {
  type: string
  url?: string
  data?: string
  media_type?: string
}
