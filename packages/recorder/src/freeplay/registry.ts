import type { RecorderEvent } from '../recording.ts'
import type { Sink } from '../sink.ts'
import { type Access, send } from './send.ts'
import { completionBody, sessionOf, wireRequest } from './wire.ts'

/** How to record to a registry of Understudy's own. */
export type RegistryOptions = Access

/** How many completions go in one request. */
const BATCH = 100

/**
 * Records to a registry that `understudy serve` runs, many completions in one request. What is sent twice is stored once.
 *
 * @example
 * createRecorder({ sinks: [registry({ url: 'https://registry.example.com/api', project: 'support', apiKey })] })
 */
export function registry(access: RegistryOptions): Sink {
  return {
    name: 'registry',
    batchSize: BATCH,
    async write(events, signal) {
      // What is said of a completion comes after it.
      const recordings = events.flatMap((event) => (event.type === 'completion' ? [recordingOf(event)] : []))
      if (recordings.length > 0) {
        await send(access, { method: 'POST', path: 'recordings', body: jsonOf(recordings) }, signal)
      }
      for (const event of events) {
        if (event.type === 'completion') continue
        const { body, ...request } = wireRequest(event)
        await send(access, { ...request, body: JSON.stringify(body) }, signal)
      }
    },
  }
}

/** `{ recordings }` as JSON, written part by part: one text of all would take twice the time. */
function jsonOf(recordings: readonly object[]): Uint8Array<ArrayBuffer> {
  const parts = recordings.map((recording) => JSON.stringify(recording))
  // A character has three bytes at most; memory that is not written takes none.
  const bytes = new Uint8Array(parts.reduce((total, part) => total + 3 * part.length + 1, 20))
  const encoder = new TextEncoder()
  let end = 0
  const write = (text: string): void => {
    end += encoder.encodeInto(text, bytes.subarray(end)).written
  }
  write('{"recordings":[')
  parts.forEach((part, index) => {
    if (index > 0) write(',')
    write(part)
  })
  write(']}')
  return bytes.subarray(0, end)
}

function recordingOf(event: Extract<RecorderEvent, { type: 'completion' }>): object {
  const { call_info: call, ...body } = completionBody(event)
  return {
    ...body,
    session_id: sessionOf(event),
    call_info: { ...(call as object), served_by_fallback: event.fallback },
  }
}
