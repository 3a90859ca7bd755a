import { everyBlock } from './every-block.ts'
import type {
  GoogleContent,
  GoogleFunctionResponse,
  GoogleInput,
  GoogleInputPart,
  GooglePart,
} from './google-content.ts'
import type { HistoryFormat, Reject } from './history-format.ts'
import { mediaKind } from './media-kind.ts'
import { splitResults } from './split-results.ts'
import { isRecord, toolInput } from './tool-input.ts'
import type { MediaPart, OtherPart, Part, TextPart, ToolResultPart, Turn } from './turn.ts'

/**
 * `google.generateContent`: Google's Gemini API, also on Vertex AI.
 *
 * A tool result that is compact JSON of an object becomes that object, any other text its `output` or `error`. Names
 * of files are not carried. System messages are left out, and a refusal becomes a text.
 */
export const googleGenerateContent: HistoryFormat<GoogleContent> = {
  api: 'google.generateContent',
  owns: ({ parts }: GoogleInput) => everyBlock(parts, () => true),
  read: ({ role, parts = [] }: GoogleInput) => ({
    role: role === 'model' ? 'assistant' : 'user',
    parts: parts.flatMap(readPart),
  }),
  write: (turns, reject) => turns.flatMap((turn) => writeTurn(turn, reject)),
  join,
}

function readPart(part: GoogleInputPart): Part[] {
  const { thought, functionCall, functionResponse } = part
  if (functionCall) {
    const { id, name = '', args = {} } = functionCall
    return [{ type: 'tool_call', id, name, arguments: JSON.stringify(args) }]
  }
  if (functionResponse) return [readResponse(functionResponse)]
  // Reasoning, and what the provider ran itself.
  const own =
    thought || /executableCode|codeExecutionResult|toolCall|toolResponse/.test(Object.keys(part).join())
  return own ? [] : [readPiece(part)]
}

function readPiece(part: GoogleInputPart): TextPart | MediaPart | OtherPart {
  const { text, inlineData, fileData } = part
  if (text !== undefined) return { type: 'text', text }
  const mediaType = (inlineData ?? fileData)?.mimeType
  if (inlineData) return { type: mediaKind(mediaType), data: inlineData.data, mediaType }
  if (fileData) return { type: mediaKind(mediaType), url: fileData.fileUri, mediaType }
  return { type: 'other', what: Object.keys(part)[0] ?? 'empty part' }
}

function readResponse({
  id,
  name,
  response = {},
  parts = [],
}: NonNullable<GoogleInputPart['functionResponse']>): ToolResultPart {
  const isError = 'error' in response
  const only = Object.keys(response).length === 1
  const value = only && isError ? response.error : only && 'output' in response ? response.output : response
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const content = [...(text ? [{ type: 'text' as const, text }] : []), ...parts.map(readPiece)]
  return { type: 'tool_result', id, name, content, isError }
}

function writeTurn(turn: Turn, reject: Reject): GoogleContent[] {
  const { role } = turn
  if (role !== 'user' && role !== 'assistant') return []
  const [results, rest] = splitResults(turn)
  // Newer models want a signature on the first call of a reply, or this word where another model made the call.
  let thoughtSignature: string | undefined = 'skip_thought_signature_validator'
  const parts = rest.flatMap((part): GooglePart[] => {
    if (part.type !== 'tool_call') return writePiece(part, reject)
    const { id, name } = part
    const functionCall = { ...(id !== undefined && { id }), name, args: toolInput(part.arguments) }
    const signed = { functionCall, ...(thoughtSignature && { thoughtSignature }) }
    thoughtSignature = undefined
    return [signed]
  })
  const contents: GoogleContent[] = []
  // Apart: a content that answers calls holds as many parts as there were calls.
  if (results.length)
    contents.push({ role: 'user', parts: results.map((part) => writeResponse(part, reject)) })
  if (parts.length) contents.push({ role: role === 'user' ? role : 'model', parts })
  return contents
}

function writePiece(part: Part, reject: Reject): GooglePart[] {
  if ('text' in part) return part.text ? [{ text: part.text }] : []
  return [writeMedia(part, reject)]
}

function writeMedia(part: Part, reject: Reject): Pick<GooglePart, 'inlineData' | 'fileData'> {
  if (!('mediaType' in part || 'data' in part || 'url' in part)) return reject(part)
  const { url = '', data, mediaType } = part
  if (data !== undefined) return { inlineData: { mimeType: mediaType ?? '', data } }
  if (!/^(https?|gs):/i.test(url)) return reject(part, 'not a web address')
  return { fileData: { mimeType: mediaType ?? typeOf(part.type, url), fileUri: url } }
}

const usual = { image: 'image/jpeg', audio: 'audio/mpeg', video: 'video/mp4', file: 'application/pdf' }

/** The media type of an address, which the api requires: by its ending, else the usual one. */
function typeOf(type: MediaPart['type'], url: string): string {
  const ending = /\.(png|webp|gif)(?:[?#]|$)/i.exec(url)?.[1]
  return type === 'image' && ending ? `image/${ending.toLowerCase()}` : usual[type]
}

function writeResponse({ id, name, content, isError }: ToolResultPart, reject: Reject): GooglePart {
  const texts: string[] = []
  const parts: NonNullable<GoogleFunctionResponse['parts']> = []
  for (const part of content) {
    if ('text' in part) texts.push(part.text)
    else parts.push(writeMedia(part, reject))
  }
  const text = texts.join('\n')
  return {
    functionResponse: {
      ...(id !== undefined && { id }),
      name: name ?? 'tool',
      response: isError ? { error: text } : (readObject(text) ?? { output: text }),
      ...(parts.length && { parts }),
    },
  }
}

/** The object that a text is, if it is written back as the same text and has no key that the api takes for its own. */
function readObject(text: string): { [name: string]: unknown } | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value) && !('output' in value || 'error' in value) && JSON.stringify(value) === text)
      return value
  } catch {}
  return undefined
}

function join(before: GoogleContent, after: GoogleContent): GoogleContent | undefined {
  const answers = ({ parts }: GoogleContent) => parts.some(({ functionResponse }) => functionResponse)
  // A message that was not written here may lack the role.
  const same = (before.role === 'model') === (after.role === 'model')
  if (!same || (before.role !== 'model' && !(answers(before) && answers(after)))) return undefined
  return { role: after.role, parts: [...before.parts, ...after.parts] }
}
