import type { HttpClient } from './http-client.ts'
import { madeRecording } from './made-recording.ts'

/** What to fill a registry with, and where it stands. */
export interface Filling {
  client: HttpClient
  projectId: string
  /** How many there are to be. */
  recordings: number
  /** How many there are. */
  filled: number
  /** Most time for it. */
  seconds: number
  /** When the first call was, and between one and the next, in milliseconds. */
  times: { first: number; between: number }
  /** Is called each time that a twentieth has been answered. */
  onTwentieth(filled: number): Promise<void>
}

const BATCH = 50
const LANES = 4

/** Sends recordings as applications do, in batches over HTTP. @returns how many there are then. */
export async function fillRegistry(filling: Filling): Promise<number> {
  const { client, projectId, recordings, seconds, times, onTwentieth } = filling
  const end = performance.now() + seconds * 1_000
  let next = filling.filled
  let { filled } = filling
  const lane = async (): Promise<void> => {
    while (next < recordings && performance.now() < end) {
      const first = next
      next += BATCH
      const batch = Array.from({ length: BATCH }, (_, i) =>
        madeRecording(times.first + (first + i) * times.between),
      )
      const { status, text } = await client.send('POST', `projects/${projectId}/recordings`, {
        recordings: batch,
      })
      if (status !== 201) throw new Error(`${status} ${text}`)
      filled += BATCH
      if (filled % (recordings / 20) < BATCH) await onTwentieth(filled)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return filled
}
