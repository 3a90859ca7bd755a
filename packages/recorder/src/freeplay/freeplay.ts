import type { Sink } from '../sink.ts'
import { type Access, send } from './send.ts'
import { wireRequest } from './wire.ts'

/** How to record to Freeplay. */
export interface FreeplayOptions extends Pick<Access, 'apiKey' | 'fetch'> {
  /** The project's id. */
  project: string
  /** Where the API is, with `/api` at the end. @default 'https://app.freeplay.ai/api' */
  url?: string
}

/**
 * Records to Freeplay, one request an event. Completions keep their ids, so that what is sent twice is stored once.
 *
 * @example
 * createRecorder({ sinks: [freeplay({ project, apiKey: process.env.FREEPLAY_API_KEY })] })
 */
export function freeplay({ url = 'https://app.freeplay.ai/api', ...options }: FreeplayOptions): Sink {
  return {
    name: 'freeplay',
    concurrency: 4,
    async write(events, signal) {
      for (const event of events) {
        const { body, ...request } = wireRequest(event)
        await send({ url, ...options }, { ...request, body: JSON.stringify(body) }, signal)
      }
    },
  }
}
