import type { Writable } from 'node:stream'
import { styleText } from 'node:util'

/** Colours a text for a stream; plain where it is no terminal, or the user wants no colour. */
export function paint(stream: Writable, format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream })
}
