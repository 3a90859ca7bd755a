import type { NewRecording } from './storage/recording.ts'
import type { RecordingStore } from './storage/storage.ts'

/** Gathers recordings that arrive together, so that they share a transaction. */
export interface RecordingQueue {
  /** Resolves when the recording is committed; rejects when it could not be kept. */
  add(recording: NewRecording): Promise<void>
  /** Waits for what is on its way. */
  close(): Promise<void>
}

interface Waiting {
  recording: NewRecording
  resolve(): void
  reject(reason: unknown): void
}

/**
 * @param options.most Most recordings of one transaction. @default 100
 * @param options.lanes Most transactions at once: while one waits for the disk, the next is prepared. @default 2
 */
export function recordingQueue(
  store: Pick<RecordingStore, 'add'>,
  { most = 100, lanes = 2 }: { most?: number; lanes?: number } = {},
): RecordingQueue {
  const waiting: Waiting[] = []
  const running = new Set<Promise<void>>()
  let active = 0

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // Lets other requests have their turn, and those that arrive at once come along.
      await new Promise((resolve) => setImmediate(resolve))
      await commit(waiting.splice(0, most))
    }
    active--
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return
    try {
      await store.add(batch.map(({ recording }) => recording))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      const [only] = batch
      if (batch.length === 1) only?.reject(error)
      // Nobody's recording is lost by a neighbour's.
      else for (const one of batch) await commit([one])
    }
  }

  return {
    add: (recording) =>
      new Promise((resolve, reject) => {
        waiting.push({ recording, resolve, reject })
        if (active === lanes) return
        active++
        const lane = run().finally(() => running.delete(lane))
        running.add(lane)
      }),
    async close() {
      await Promise.all(running)
    },
  }
}
