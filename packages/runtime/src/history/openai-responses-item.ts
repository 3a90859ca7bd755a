/** An item of the input of OpenAI's Responses API. */
export type OpenAIResponsesItem =
  | { role: 'system' | 'developer' | 'user'; content: string | OpenAIResponsesContent[] }
  | { role: 'assistant'; content: string }
  | OpenAIResponsesOutputMessage
  | { type: 'function_call'; call_id: string; name: string; arguments: string }
  | { type: 'function_call_output'; call_id: string; output: string | OpenAIResponsesContent[] }

/** A reply that is more than one text. */
export interface OpenAIResponsesOutputMessage {
  type: 'message'
  id: string
  status: 'completed'
  role: 'assistant'
  content: ({ type: 'output_text'; text: string; annotations: [] } | { type: 'refusal'; refusal: string })[]
}

/** What a user may show, and a tool may give back. */
export type OpenAIResponsesContent =
  | { type: 'input_text'; text: string }
  | { type: 'input_image'; image_url: string; detail: 'low' | 'high' | 'auto' | 'original' }
  | { type: 'input_file'; file_url: string }
  | { type: 'input_file'; file_data: string; filename: string }

/** Any item that a request takes or an answer has, loosely. */
export interface OpenAIResponsesInput {
  type?: string | null
  role?: string
  content?: unknown
  output?: unknown
  call_id?: string | null
  name?: string | null
  arguments?: unknown
}

/** A block of any such item. */
export interface OpenAIResponsesInputBlock {
  type: string
  text?: string
  refusal?: string
  image_url?: string | null
  detail?: string | null
  file_url?: string | null
  file_data?: string | null
  filename?: string | null
}
