import type { MediaPart } from './turn.ts'

/** Media at a URL; a data URL is taken apart. */
export function mediaPart(type: MediaPart['type'], url: string, mediaType?: string): MediaPart {
  const [head, inside] = /^data:([^;,]+)[^,]*;base64,/.exec(url) ?? []
  return head ? { type, mediaType: inside, data: url.slice(head.length) } : { type, mediaType, url }
}
