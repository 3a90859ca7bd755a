/** A body of `openai.chat`, as far as it is read. */
export interface ChatBody {
  model?: string
  messages?: readonly ChatMessage[]
  tools?: readonly ChatTool[]
  tool_choice?: string | { function?: { name?: string } }
  response_format?: { type: string; json_schema?: { name?: string; description?: string; schema?: object } }
  stop?: string | string[] | null
}

/** A message; each role has some of it. */
export interface ChatMessage {
  role: string
  content?: string | readonly ChatContent[] | null
  tool_calls?: readonly { id: string; function: { name: string; arguments: string } }[]
  tool_call_id?: string
}

/** A part of a message's content. */
export interface ChatContent {
  type: string
  text?: string
  image_url?: { url: string }
  file?: { filename?: string; file_data?: string }
}

/** A tool that may be called. */
export interface ChatTool {
  type: string
  function?: { name: string; description?: string; parameters?: object; strict?: boolean | null }
}
