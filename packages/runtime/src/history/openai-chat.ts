import { everyBlock } from './every-block.ts'
import type { HistoryFormat, Reject } from './history-format.ts'
import { mediaPart } from './media-part.ts'
import { mediaUrl } from './media-url.ts'
import type {
  OpenAIChatAssistantMessage,
  OpenAIChatContent,
  OpenAIChatFunctionCall,
  OpenAIChatInput,
  OpenAIChatInputBlock,
  OpenAIChatMessage,
  OpenAIChatText,
} from './openai-chat-message.ts'
import { splitResults } from './split-results.ts'
import type { MediaPart, OtherPart, Part, TextPart, Turn, TurnRole } from './turn.ts'

/**
 * `openai.chat`: OpenAI's Chat Completions API, and the many that are compatible with it.
 *
 * Its tool results are text only and cannot be marked as errors. A participant's `name` is not carried to other apis.
 */
export const openaiChat: HistoryFormat<OpenAIChatMessage> = {
  api: 'openai.chat',
  ids: /^.{1,40}$/s,
  owns: ({ role, type, content, parts }: OpenAIChatInput) =>
    /^(system|developer|user|assistant|tool|function)$/.test(role) &&
    type === undefined &&
    parts === undefined &&
    (typeof content === 'string' || content == null || everyBlock(content, ownsBlock)),
  read,
  write: (turns, reject) => turns.flatMap((turn) => writeTurn(turn, reject)),
}

function ownsBlock(block: OpenAIChatInputBlock): boolean {
  return (
    /^(text|refusal|image_url|input_audio|file)$/.test(block.type) &&
    // Anthropic's texts.
    !('citations' in block || 'cache_control' in block)
  )
}

function read(message: OpenAIChatInput): Turn {
  const { role, content, refusal, audio, tool_calls, function_call, tool_call_id, name } = message
  const parts: Part[] = []
  const pieces = typeof content === 'string' ? [readText(content)] : (content ?? []).map(readBlock)
  if (role === 'tool' || role === 'function') {
    // Only the older function messages bear a name for an id.
    const result = { type: 'tool_result', id: tool_call_id, name, content: pieces, isError: false } as const
    return { role: 'user', parts: [result] }
  }
  parts.push(...pieces)
  if (audio && !content) {
    const { transcript } = audio
    parts.push(transcript ? readText(transcript) : { type: 'other', what: 'earlier spoken answer' })
  }
  if (refusal) parts.push({ type: 'refusal', text: refusal })
  for (const call of tool_calls ?? []) {
    parts.push(call.function ? readCall(call.function, call.id) : { type: 'other', what: 'custom tool call' })
  }
  if (function_call) parts.push(readCall(function_call))
  return { role: role as TurnRole, parts }
}

function readCall({ name, arguments: json }: OpenAIChatFunctionCall, id?: string): Part {
  return { type: 'tool_call', id, name, arguments: json }
}

function readText(text: string): TextPart {
  return { type: 'text', text }
}

function readBlock(block: OpenAIChatInputBlock): TextPart | MediaPart | OtherPart {
  const { type, text, refusal, image_url, input_audio, file } = block
  if (text !== undefined) return readText(text)
  if (refusal !== undefined) return { type: 'refusal', text: refusal }
  if (image_url) {
    const { url, detail } = image_url
    return { ...mediaPart('image', url), detail: detail === 'auto' ? undefined : detail }
  }
  if (input_audio) {
    const { data, format } = input_audio
    return { type: 'audio', data, mediaType: format === 'mp3' ? 'audio/mpeg' : `audio/${format}` }
  }
  if (file?.file_data !== undefined) return { ...mediaPart('file', file.file_data), name: file.filename }
  return { type: 'other', what: file ? 'uploaded file' : type }
}

function writeTurn(turn: Turn, reject: Reject): OpenAIChatMessage[] {
  const { role } = turn
  const [results, rest] = splitResults(turn)
  const messages = results.map(({ id = '', content, isError }): OpenAIChatMessage => {
    const texts = content.map((part) => writeText(part, reject))
    return { role: 'tool', tool_call_id: id, content: plain(texts) || (isError ? 'Error' : '') }
  })
  if (!rest.length) return messages
  if (role === 'assistant') return [...messages, writeAssistant(rest, reject)]
  return [
    ...messages,
    role === 'user'
      ? { role, content: plain(rest.map((part) => writeContent(part, reject))) }
      : { role, content: plain(rest.map((part) => writeText(part, reject))) },
  ]
}

function writeAssistant(parts: readonly Part[], reject: Reject): OpenAIChatMessage {
  const message: OpenAIChatAssistantMessage = { role: 'assistant', content: null }
  const texts: OpenAIChatText[] = []
  for (const part of parts) {
    if (part.type === 'tool_call') {
      const { id = '', name, arguments: json } = part
      message.tool_calls ??= []
      message.tool_calls.push({ id, type: 'function', function: { name, arguments: json } })
    } else if (part.type === 'refusal') message.refusal = (message.refusal ?? '') + part.text
    else texts.push(writeText(part, reject))
  }
  if (texts.length) message.content = plain(texts)
  return message
}

function writeContent(part: Part, reject: Reject): OpenAIChatContent {
  if (part.type === 'image') {
    const { detail } = part
    return { type: 'image_url', image_url: { url: mediaUrl(part, reject), ...(detail && { detail }) } }
  }
  if (part.type === 'audio') {
    const format = /\b(wav|mp3|mpeg)$/.exec(part.mediaType ?? '')?.[1]
    if (!format || part.data === undefined) return reject(part, 'only wav and mp3, as data')
    return {
      type: 'input_audio',
      input_audio: { data: part.data, format: format === 'wav' ? format : 'mp3' },
    }
  }
  if (part.type === 'file') {
    if (part.data === undefined) return reject(part, 'only as data')
    return { type: 'file', file: { filename: part.name ?? 'file', file_data: mediaUrl(part, reject) } }
  }
  return writeText(part, reject)
}

function writeText(part: Part, reject: Reject): OpenAIChatText {
  return 'text' in part ? { type: 'text', text: part.text } : reject(part)
}

/** A single text as a string, which every compatible server takes. */
function plain<Block extends { type: string; text?: string }>(blocks: Block[]): string | Block[] {
  const [first] = blocks
  return blocks.length > 1 || (first && first.type !== 'text') ? blocks : (first?.text ?? '')
}
