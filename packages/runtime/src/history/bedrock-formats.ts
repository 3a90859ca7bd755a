import type { MediaPart } from './turn.ts'

/** Formats by kind of media, with the media type of each, where it is not the kind and the format. */
const formats = {
  image: { png: '', jpeg: '', gif: '', webp: '' },
  audio: { mp3: 'audio/mpeg', wav: '', flac: '', ogg: '', aac: '', m4a: 'audio/mp4', webm: '' },
  video: {
    mp4: '',
    webm: '',
    mov: 'video/quicktime',
    mkv: 'video/x-matroska',
    flv: 'video/x-flv',
    mpeg: '',
    wmv: 'video/x-ms-wmv',
    three_gp: 'video/3gpp',
  },
  file: {
    pdf: 'application/pdf',
    csv: 'text/csv',
    doc: 'application/msword',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    xls: 'application/vnd.ms-excel',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    html: 'text/html',
    txt: 'text/plain',
    md: 'text/markdown',
  },
} as const

type Formats = typeof formats

/** The media type of a format such as `png`. */
export function bedrockMediaType(kind: MediaPart['type'], format: string): string {
  const types: { readonly [format: string]: string } = formats[kind]
  return (
    (Object.hasOwn(types, format) && types[format]) || `${kind === 'file' ? 'application' : kind}/${format}`
  )
}

/** The format for a media type such as `image/png`; undefined when the api has none. */
export function bedrockFormat<Kind extends MediaPart['type']>(
  kind: Kind,
  mediaType: string | undefined,
): keyof Formats[Kind] | undefined {
  const known = Object.keys(formats[kind]) as (keyof Formats[Kind] & string)[]
  return known.find((format) => bedrockMediaType(kind, format) === mediaType)
}
