import type { Reject } from './history-format.ts'
import type { MediaPart } from './turn.ts'

/** The bytes of media that is there as data. */
export function mediaBytes(part: MediaPart, reject: Reject): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(part.data ?? ''), (character) => character.charCodeAt(0))
  } catch {
    return reject(part, 'its data is not base64')
  }
}
