import type { Reject } from './history-format.ts'
import type { MediaPart } from './turn.ts'

/** The address of media on the web, or its data as a data URL. */
export function mediaUrl(part: MediaPart, reject: Reject): string {
  const { url, mediaType, data } = part
  if (url === undefined) return `data:${mediaType};base64,${data}`
  // Providers' own storage, such as `s3:` and `gs:`, is closed to others.
  return /^https?:/i.test(url) ? url : reject(part, 'not a web address')
}
