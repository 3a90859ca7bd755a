import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Sink } from '../sink.ts'

/**
 * Appends every event to a file, as a line of JSON. An event that was sent twice, after a crash, is there twice.
 *
 * @param path The file; made with its folder when it is not there.
 */
export function jsonlFile(path: string): Sink {
  return {
    name: `jsonlFile ${path}`,
    batchSize: 500,
    async write(events) {
      await mkdir(dirname(path), { recursive: true })
      await appendFile(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
    },
  }
}
