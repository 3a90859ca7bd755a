import type { Media, MediaData } from '../prompt.ts'
import { MissingVariableError } from './missing-variable-error.ts'
import { field, type Where } from './values.ts'

/** The value for a media slot. */
export function media<Slot extends Media>(options: unknown, slot: string, where: Where): Slot {
  const value = field(field(options, 'media'), slot)
  if (typeof value !== 'object' || value === null) {
    throw new MissingVariableError(where[0], where[1], `media.${slot}`)
  }
  return value as Slot
}

/** A URL, a data URL for base64 data. */
function url(value: Media): string {
  return value.url ?? `data:${value.mediaType};base64,${value.data}`
}

/** The subtype of a media type under its usual name: `image/jpg` → `jpeg`, `audio/x-wav` → `wav`. */
function format({ mediaType }: MediaData): string {
  const subtype = mediaType.replace(/;.*/, '').split('/')[1] ?? ''
  return formats[subtype] ?? subtype.replace(/^x-/, '')
}

const formats: { [subtype: string]: string } = {
  jpg: 'jpeg',
  mpeg: 'mp3',
  wave: 'wav',
  'vnd.wave': 'wav',
  plain: 'txt',
  markdown: 'md',
  msword: 'doc',
  'vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'vnd.ms-excel': 'xls',
  'vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
}

function bytes({ data }: MediaData): Uint8Array {
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
}

export const openaiChatImage = (value: Media): object => ({
  type: 'image_url',
  image_url: { url: url(value) },
})

export const openaiChatAudio = (value: MediaData): object => ({
  type: 'input_audio',
  input_audio: { data: value.data, format: format(value) },
})

export const openaiChatFile = (value: MediaData): object => ({
  type: 'file',
  file: { filename: value.name ?? 'file', file_data: url(value) },
})

export const openaiResponsesImage = (value: Media): object => ({
  type: 'input_image',
  detail: 'auto',
  image_url: url(value),
})

export const openaiResponsesFile = (value: Media): object =>
  value.url === undefined
    ? { type: 'input_file', filename: value.name ?? 'file', file_data: url(value) }
    : { type: 'input_file', file_url: value.url }

const anthropicSource = (value: Media): object =>
  value.url === undefined
    ? { type: 'base64', media_type: value.mediaType, data: value.data }
    : { type: 'url', url: value.url }

export const anthropicImage = (value: Media): object => ({ type: 'image', source: anthropicSource(value) })

export const anthropicDocument = (value: Media): object => ({
  type: 'document',
  ...(value.name === undefined ? {} : { title: value.name }),
  source: anthropicSource(value),
})

export const googleMedia = (value: MediaData): object => ({
  inlineData: { mimeType: value.mediaType, data: value.data },
})

export const bedrockImage = (value: MediaData): object => ({
  image: { format: format(value), source: { bytes: bytes(value) } },
})

export const bedrockAudio = (value: MediaData): object => ({
  audio: { format: format(value), source: { bytes: bytes(value) } },
})

export const bedrockDocument = (value: MediaData): object => ({
  document: { format: format(value), name: value.name ?? 'document', source: { bytes: bytes(value) } },
})

interface TextTurn {
  role: string
  content?: unknown
}

/** A text turn as Google has it; others as they are. */
export const googleTurn = (turn: TextTurn): object =>
  typeof turn.content === 'string'
    ? { role: turn.role === 'assistant' ? 'model' : turn.role, parts: [{ text: turn.content }] }
    : turn

/** A text turn as Bedrock has it; others as they are. */
export const bedrockTurn = (turn: TextTurn): object =>
  typeof turn.content === 'string' ? { role: turn.role, content: [{ text: turn.content }] } : turn
