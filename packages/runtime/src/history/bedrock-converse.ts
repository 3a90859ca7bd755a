import { bedrockFormat, bedrockMediaType } from './bedrock-formats.ts'
import type {
  BedrockBlock,
  BedrockContentBlock,
  BedrockInput,
  BedrockInputBlock,
  BedrockInputMedia,
  BedrockJson,
  BedrockMessage,
  BedrockSource,
} from './bedrock-message.ts'
import { everyBlock } from './every-block.ts'
import type { HistoryFormat, Reject } from './history-format.ts'
import { mediaBytes } from './media-bytes.ts'
import { splitResults } from './split-results.ts'
import { toBase64 } from './to-base64.ts'
import { toolInput } from './tool-input.ts'
import type { MediaPart, OtherPart, Part, TextPart, Turn } from './turn.ts'

/**
 * `bedrock.converse`: Amazon Bedrock's Converse API.
 *
 * It takes media as bytes or out of S3, no web addresses. It refuses blank texts, so they are left out; system
 * messages are left out too, and a refusal becomes a text. Documents get names that it accepts.
 */
export const bedrockConverse: HistoryFormat<BedrockMessage> = {
  api: 'bedrock.converse',
  ids: /^[\w-]{1,64}$/,
  owns: ({ role, content }: BedrockInput) =>
    (role === 'user' || role === 'assistant') && everyBlock(content, (block) => !('type' in block)),
  read: ({ role, content = [] }: BedrockInput) => ({
    role: role === 'assistant' ? role : 'user',
    parts: content.flatMap(readBlock),
  }),
  write(turns, reject) {
    const names = new Set<string>()
    return turns.flatMap((turn) => writeTurn(turn, names, reject))
  },
  join,
}

/** Reasoning, marks for the cache, and what the provider ran itself. */
const traces = /^(reasoningContent|cachePoint|toolUse|toolResult)$/

function readBlock(block: BedrockInputBlock): Part[] {
  const { toolUse, toolResult } = block
  if (toolUse && !/server/.test(toolUse.type ?? '')) {
    const { toolUseId, name = '', input = {} } = toolUse
    return [{ type: 'tool_call', id: toolUseId, name, arguments: JSON.stringify(input) }]
  }
  if (toolResult && !/server|mcp/.test(toolResult.type ?? '')) {
    const { toolUseId, content = [], status } = toolResult
    return [
      { type: 'tool_result', id: toolUseId, content: content.map(readPiece), isError: status === 'error' },
    ]
  }
  return traces.test(kindOf(block)) ? [] : [readPiece(block)]
}

/** The one key of a block that is in use. */
function kindOf(block: object): string {
  return Object.entries(block).find(([, value]) => value !== undefined)?.[0] ?? 'empty block'
}

function readPiece(block: BedrockInputBlock): TextPart | MediaPart | OtherPart {
  const { text, json, image, audio, video, document, citationsContent, guardContent } = block
  const cited = citationsContent?.content?.map((piece) => piece.text ?? '').join('')
  const words =
    text ?? cited ?? guardContent?.text?.text ?? (json === undefined ? json : JSON.stringify(json))
  if (words !== undefined) return { type: 'text', text: words }
  const media =
    (image && readMedia('image', image)) ??
    (audio && readMedia('audio', audio)) ??
    (video && readMedia('video', video)) ??
    (document && readMedia('file', document))
  return media ?? { type: 'other', what: kindOf(block) }
}

function readMedia(type: MediaPart['type'], media: BedrockInputMedia): MediaPart | undefined {
  const { format = 'txt', name, source = {} } = media
  const { bytes, s3Location, text } = source
  const part = { type, mediaType: bedrockMediaType(type, format), name }
  if (bytes) return { ...part, data: toBase64(bytes) }
  if (typeof text === 'string') return { ...part, data: toBase64(new TextEncoder().encode(text)) }
  return s3Location && { ...part, url: s3Location.uri }
}

function writeTurn(turn: Turn, names: Set<string>, reject: Reject): BedrockMessage[] {
  const { role } = turn
  if (role !== 'user' && role !== 'assistant') return []
  const [results, rest] = splitResults(turn)
  const content: BedrockBlock[] = results.map(({ id = '', content, isError }) => ({
    toolResult: {
      toolUseId: id,
      content: content.flatMap((part) => writeContent(part, names, reject)),
      ...(isError && { status: 'error' }),
    },
  }))
  for (const part of rest) {
    if (part.type === 'tool_call') {
      const { id = '', name } = part
      content.push({ toolUse: { toolUseId: id, name, input: toolInput(part.arguments) as BedrockJson } })
    } else if (part.type === 'audio' && role === 'user') {
      content.push({ audio: { source: writeSource(part, reject), format: formatOf('audio', part, reject) } })
    } else if (role === 'user' || 'text' in part) content.push(...writeContent(part, names, reject))
    else reject(part)
  }
  return content.length ? [{ role, content }] : []
}

function writeContent(part: Part, names: Set<string>, reject: Reject): BedrockContentBlock[] {
  if ('text' in part) return part.text.trim() ? [{ text: part.text }] : []
  switch (part.type) {
    case 'image':
      return [{ image: { source: writeSource(part, reject), format: formatOf('image', part, reject) } }]
    case 'video':
      return [{ video: { source: writeSource(part, reject), format: formatOf('video', part, reject) } }]
    case 'file': {
      const document = { source: writeSource(part, reject), format: formatOf('file', part, reject) }
      return [{ document: { ...document, name: uniqueName(part, names) } }]
    }
    default:
      return reject(part)
  }
}

function formatOf<Kind extends MediaPart['type']>(kind: Kind, part: MediaPart, reject: Reject) {
  return bedrockFormat(kind, part.mediaType) ?? reject(part, part.mediaType)
}

function writeSource(part: MediaPart, reject: Reject): BedrockSource {
  const { url } = part
  if (url === undefined) return { bytes: mediaBytes(part, reject) }
  return /^s3:/.test(url) ? { s3Location: { uri: url } } : reject(part, 'only as data, or out of S3')
}

/** A name in the few characters that the api allows; it refuses one name twice, too. */
function uniqueName({ name = 'document' }: MediaPart, names: Set<string>): string {
  const allowed = name.replace(/[^a-z0-9()[\] -]+/gi, '-').replace(/ +/g, ' ')
  let unique = allowed
  for (let count = 2; names.has(unique); count++) unique = `${allowed} ${count}`
  names.add(unique)
  return unique
}

function join(before: BedrockMessage, after: BedrockMessage): BedrockMessage | undefined {
  if (before.role !== after.role) return undefined
  const content = [...before.content, ...after.content]
  // Stable: results of tools stand at the head.
  content.sort((a, b) => Number('toolResult' in b) - Number('toolResult' in a))
  return { role: before.role, content }
}
