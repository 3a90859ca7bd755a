/** A message of OpenAI's Chat Completions API. */
export type OpenAIChatMessage =
  | { role: 'system' | 'developer'; content: string | OpenAIChatText[] }
  | { role: 'user'; content: string | OpenAIChatContent[] }
  | OpenAIChatAssistantMessage
  | { role: 'tool'; tool_call_id: string; content: string | OpenAIChatText[] }

/** A reply. */
export interface OpenAIChatAssistantMessage {
  role: 'assistant'
  content: string | OpenAIChatText[] | null
  refusal?: string
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[]
}

/** A text. */
export interface OpenAIChatText {
  type: 'text'
  text: string
}

/** What a user may show. */
export type OpenAIChatContent =
  | OpenAIChatText
  | { type: 'image_url'; image_url: { url: string; detail?: 'low' | 'high' | 'original' } }
  | { type: 'input_audio'; input_audio: { data: string; format: 'wav' | 'mp3' } }
  | { type: 'file'; file: { filename: string; file_data: string } }

/** Any message that a request takes or an answer has, loosely. */
export interface OpenAIChatInput {
  role: string
  type?: unknown
  parts?: unknown
  content?: string | readonly OpenAIChatInputBlock[] | null
  refusal?: string | null
  audio?: { id: string; transcript?: string } | null
  tool_calls?: readonly {
    id?: string
    function?: OpenAIChatFunctionCall
    custom?: object
  }[]
  function_call?: OpenAIChatFunctionCall | null
  tool_call_id?: string
  name?: string
}

/** A call, its arguments as JSON text. */
export interface OpenAIChatFunctionCall {
  name: string
  arguments: string
}

/** A block of any such message. */
export interface OpenAIChatInputBlock {
  type: string
  text?: string
  refusal?: string
  image_url?: { url: string; detail?: 'auto' | 'low' | 'high' | 'original' }
  input_audio?: { data: string; format: string }
  file?: { file_data?: string; filename?: string; file_id?: string }
}
