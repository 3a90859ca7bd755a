import { everyBlock } from './every-block.ts'
import type { HistoryFormat, Reject } from './history-format.ts'
import { mediaPart } from './media-part.ts'
import { mediaUrl } from './media-url.ts'
import type {
  OpenAIResponsesContent,
  OpenAIResponsesInput,
  OpenAIResponsesInputBlock,
  OpenAIResponsesItem,
  OpenAIResponsesOutputMessage,
} from './openai-responses-item.ts'
import type { MediaPart, OtherPart, Part, TextPart, Turn, TurnRole } from './turn.ts'

/**
 * `openai.responses`: OpenAI's Responses API. Its messages, tool calls and tool results are items of one list.
 *
 * Tool results cannot be marked as errors.
 */
export const openaiResponses: HistoryFormat<OpenAIResponsesItem> = {
  api: 'openai.responses',
  ids: /^.{1,64}$/s,
  owns,
  read,
  write(turns, reject, before = 0) {
    const items: OpenAIResponsesItem[] = []
    for (const turn of turns) writeTurn(turn, items, before, reject)
    return items
  },
}

const inputTypes = /^(input_(text|image|file)|output_text)$/
const blockTypes = /^(input_\w+|output_text|refusal)$/

function owns(item: OpenAIResponsesInput): boolean {
  const { role, type, content } = item
  if (role === undefined) return typeof type === 'string'
  return (
    /^(system|developer|user|assistant)$/.test(role) &&
    !Object.keys(item).some((key) => !/^(type|role|content|id|status|phase)$/.test(key)) &&
    // Refusals of the Chat Completions API look the same, but its messages have no type.
    (typeof content === 'string' ||
      everyBlock<OpenAIResponsesInputBlock>(content, (block) =>
        (type ? blockTypes : inputTypes).test(block.type),
      ))
  )
}

/** Reasoning, and what the provider ran itself. */
const traces =
  /^(reasoning|(web_search|file_search|code_interpreter|tool_search|mcp)_call|tool_search_output|mcp_list_tools)$/

function read(item: OpenAIResponsesInput): Turn {
  const { type, role, content, output, call_id, name, arguments: json } = item
  const id = call_id ?? undefined
  if (role !== undefined) return { role: role as TurnRole, parts: readContent(content) }
  if (type === 'function_call') {
    return {
      role: 'assistant',
      parts: [{ type: 'tool_call', id, name: name ?? '', arguments: String(json) }],
    }
  }
  if (type === 'function_call_output') {
    const content = readContent(output)
    return {
      role: 'user',
      parts: [{ type: 'tool_result', id, name: name ?? undefined, content, isError: false }],
    }
  }
  return {
    role: 'assistant',
    parts: traces.test(`${type}`) ? [] : [{ type: 'other', what: (type ?? 'item').replaceAll('_', ' ') }],
  }
}

function readContent(content: unknown): (TextPart | MediaPart | OtherPart)[] {
  return Array.isArray(content) ? content.map(readBlock) : [{ type: 'text', text: String(content ?? '') }]
}

function readBlock(block: OpenAIResponsesInputBlock): TextPart | MediaPart | OtherPart {
  const { type, text, refusal, image_url, detail, file_url, file_data, filename } = block
  if (text !== undefined) return { type: 'text', text }
  if (refusal !== undefined) return { type: 'refusal', text: refusal }
  if (image_url != null) {
    const known = detail === 'low' || detail === 'high' || detail === 'original' ? detail : undefined
    return { ...mediaPart('image', image_url), detail: known }
  }
  const file = file_data ?? file_url
  if (file != null) return { ...mediaPart('file', file), name: filename ?? undefined }
  return { type: 'other', what: /file|image/.test(type) ? 'uploaded file' : type.replace('_', ' ') }
}

function writeTurn(
  { role, parts }: Turn,
  items: OpenAIResponsesItem[],
  before: number,
  reject: Reject,
): void {
  let pieces: Part[] = []
  const flush = () => {
    // Its place makes the id, which the api wants to be the only one.
    if (pieces.length) items.push(writeMessage(role, pieces, `msg_${before + items.length}`, reject))
    pieces = []
  }
  for (const part of parts) {
    if (part.type === 'tool_call') {
      flush()
      items.push({
        type: 'function_call',
        call_id: part.id ?? '',
        name: part.name,
        arguments: part.arguments,
      })
    } else if (part.type === 'tool_result') {
      flush()
      const content = plain(part.content.map((piece) => writeContent(piece, reject)))
      const output = content || (part.isError ? 'Error' : '')
      items.push({ type: 'function_call_output', call_id: part.id ?? '', output })
    } else pieces.push(part)
  }
  flush()
}

function writeMessage(role: TurnRole, parts: Part[], id: string, reject: Reject): OpenAIResponsesItem {
  if (role !== 'assistant') return { role, content: plain(parts.map((part) => writeContent(part, reject))) }
  const [first] = parts
  if (parts.length === 1 && first?.type === 'text') return { role, content: first.text }
  const content = parts.map((part): OpenAIResponsesOutputMessage['content'][number] => {
    if (part.type === 'refusal') return { type: 'refusal', refusal: part.text }
    return part.type === 'text' ? { type: 'output_text', text: part.text, annotations: [] } : reject(part)
  })
  return { type: 'message', id, status: 'completed', role, content }
}

function writeContent(part: Part, reject: Reject): OpenAIResponsesContent {
  if ('text' in part) return { type: 'input_text', text: part.text }
  if (part.type === 'image') {
    return { type: 'input_image', image_url: mediaUrl(part, reject), detail: part.detail ?? 'auto' }
  }
  if (part.type !== 'file') return reject(part)
  const url = mediaUrl(part, reject)
  return part.data === undefined
    ? { type: 'input_file', file_url: url }
    : { type: 'input_file', file_data: url, filename: part.name ?? 'file' }
}

function plain(blocks: OpenAIResponsesContent[]): string | OpenAIResponsesContent[] {
  const [first] = blocks
  if (blocks.length > 1 || (first && first.type !== 'input_text')) return blocks
  return first?.text ?? ''
}
