import type { MediaPart } from './turn.ts'

/** The kind of media that a media type such as `image/png` names. */
export function mediaKind(mediaType = ''): MediaPart['type'] {
  const kind = mediaType.split('/')[0]
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file'
}
