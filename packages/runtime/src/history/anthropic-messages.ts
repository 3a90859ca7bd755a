import type {
  AnthropicAssistantBlock,
  AnthropicContentBlock,
  AnthropicImageType,
  AnthropicInput,
  AnthropicInputBlock,
  AnthropicInputSource,
  AnthropicMessage,
  AnthropicText,
  AnthropicToolResult,
} from './anthropic-message.ts'
import { everyBlock } from './every-block.ts'
import type { HistoryFormat, Reject } from './history-format.ts'
import { mediaBytes } from './media-bytes.ts'
import { mediaUrl } from './media-url.ts'
import { splitResults } from './split-results.ts'
import { toBase64 } from './to-base64.ts'
import { toolInput } from './tool-input.ts'
import type { MediaPart, OtherPart, Part, TextPart, ToolResultPart, Turn } from './turn.ts'

/**
 * `anthropic.messages`: Anthropic's Messages API.
 *
 * It refuses blank texts, so they are left out. System messages of other apis are left out too: only some models
 * take them inside a conversation. A refusal becomes a text.
 */
export const anthropicMessages: HistoryFormat<AnthropicMessage> = {
  api: 'anthropic.messages',
  ids: /^[\w-]{1,64}$/,
  owns,
  read: ({ role, content }: AnthropicInput) => ({
    role: role as Turn['role'],
    parts: typeof content === 'string' ? [{ type: 'text', text: content }] : content.flatMap(readBlock),
  }),
  write: (turns, reject) =>
    turns
      .map((turn) => writeTurn(turn, reject))
      .filter((message): message is AnthropicMessage => !!message?.content.length),
  join,
}

const blockTypes =
  /^(text|image|document|search_result|(redacted_)?thinking|container_upload|(\w+_)?tool_(use|result))$/

function owns(message: AnthropicInput): boolean {
  const { role, content } = message
  return (
    (role === 'user' || role === 'assistant') &&
    // An answer, or nothing beside role and content: the api refuses what it does not know.
    ('stop_reason' in message || Object.keys(message).length === 2) &&
    (typeof content === 'string' ? content.trim() !== '' : everyBlock(content, ownsBlock))
  )
}

function ownsBlock(block: AnthropicInputBlock): boolean {
  // The latter two are in OpenAI's texts.
  return blockTypes.test(block.type) && !('prompt_cache_breakpoint' in block) && block.text?.trim() !== ''
}

function readBlock(block: AnthropicInputBlock): Part[] {
  const { type, id, name = '', input, tool_use_id, content, is_error = false } = block
  if (type === 'tool_use') return [{ type: 'tool_call', id, name, arguments: JSON.stringify(input ?? {}) }]
  if (type === 'tool_result') {
    return [{ type, id: tool_use_id, content: readContent(content), isError: is_error }]
  }
  // Reasoning, and what the provider ran itself.
  return /thinking|tool_/.test(type) ? [] : [readPiece(block)]
}

function readContent(content: unknown): ToolResultPart['content'] {
  if (Array.isArray(content)) return content.map(readPiece)
  return typeof content === 'string' ? [{ type: 'text', text: content }] : []
}

function readPiece({ type, text, source, title }: AnthropicInputBlock): TextPart | MediaPart | OtherPart {
  if (type === 'text') return { type, text: text ?? '' }
  if (type !== 'image' && type !== 'document') return { type: 'other', what: type.replace('_', ' ') }
  const { type: from, url, data = '', media_type } = source as AnthropicInputSource
  const part = { type: type === 'image' ? type : 'file', name: title ?? undefined } as const
  if (from === 'url') return { ...part, url, mediaType: type === 'image' ? undefined : 'application/pdf' }
  if (from === 'base64') return { ...part, data, mediaType: media_type }
  if (from === 'text')
    return { ...part, data: toBase64(new TextEncoder().encode(data)), mediaType: media_type }
  return { type: 'other', what: `${from} ${type}` }
}

function writeTurn(turn: Turn, reject: Reject): AnthropicMessage | undefined {
  const { role } = turn
  const [results, rest] = splitResults(turn)
  if (role === 'user') {
    return {
      role,
      content: [...results.map((part) => writeResult(part, reject)), ...writeContent(rest, reject)],
    }
  }
  return role === 'assistant'
    ? { role, content: rest.flatMap((part) => writeAssistantBlock(part, reject)) }
    : undefined
}

function writeAssistantBlock(part: Part, reject: Reject): AnthropicAssistantBlock[] {
  if (part.type === 'tool_call') {
    const { id = '', name } = part
    return [{ type: 'tool_use', id, name, input: toolInput(part.arguments) }]
  }
  if (!('text' in part)) return reject(part)
  return writeText(part)
}

function writeResult({ id = '', content, isError }: ToolResultPart, reject: Reject): AnthropicToolResult {
  const blocks = writeContent(content, reject)
  return {
    type: 'tool_result',
    tool_use_id: id,
    ...(blocks.length && { content: blocks }),
    ...(isError && { is_error: true }),
  }
}

function writeContent(parts: readonly Part[], reject: Reject): AnthropicContentBlock[] {
  return parts.flatMap((part) => {
    if ('text' in part) return writeText(part)
    return part.type === 'image' || part.type === 'file' ? [writeMedia(part, reject)] : reject(part)
  })
}

function writeText({ text }: TextPart): AnthropicText[] {
  return text.trim() ? [{ type: 'text', text }] : []
}

function writeMedia(part: MediaPart, reject: Reject): AnthropicContentBlock {
  const { type, data, mediaType = '', name } = part
  if (type === 'image') {
    if (data === undefined) return { type, source: { type: 'url', url: mediaUrl(part, reject) } }
    if (!isImageType(mediaType)) return reject(part, mediaType)
    return { type, source: { type: 'base64', media_type: mediaType, data } }
  }
  const pdf = 'application/pdf'
  const title = name === undefined ? undefined : { title: name }
  if (data === undefined) {
    // Only PDFs are fetched; a type that is not known may be one.
    if (mediaType && mediaType !== pdf) return reject(part, mediaType)
    return { type: 'document', source: { type: 'url', url: mediaUrl(part, reject) }, ...title }
  }
  if (mediaType === pdf)
    return { type: 'document', source: { type: 'base64', media_type: pdf, data }, ...title }
  if (!mediaType.startsWith('text/')) return reject(part, mediaType)
  const text = new TextDecoder().decode(mediaBytes(part, reject))
  return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, ...title }
}

function isImageType(mediaType: string): mediaType is AnthropicImageType {
  return /^image\/(jpeg|png|gif|webp)$/.test(mediaType)
}

function join(before: AnthropicMessage, after: AnthropicMessage): AnthropicMessage | undefined {
  if (before.role !== after.role) return undefined
  const content = [...blocksOf(before), ...blocksOf(after)]
  // Stable: results of tools stand at the head.
  content.sort((a, b) => Number(b.type === 'tool_result') - Number(a.type === 'tool_result'))
  return { role: before.role, content } as AnthropicMessage
}

/** A message that was not written here may have a string. */
function blocksOf({ content }: AnthropicInput): readonly AnthropicInputBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}
