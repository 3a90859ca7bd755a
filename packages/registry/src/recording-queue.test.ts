import { expect, test } from 'vitest'
import { recordingQueue } from './recording-queue.ts'
import type { NewRecording } from './storage/recording.ts'

function recording(id: string): NewRecording {
  return {
    projectId: 'p',
    id,
    sessionId: 's',
    sessionMetadata: {},
    startedAt: 0,
    fallback: false,
    evalResults: {},
    body: { messages: [] },
    recordedBy: 'k',
  }
}

const ids = (recordings: readonly NewRecording[]): string[] => recordings.map(({ id }) => id)

test('those that arrive together share a transaction', async () => {
  const batches: string[][] = []
  const queue = recordingQueue({ add: async (batch) => void batches.push(ids(batch)) }, { most: 3 })
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => queue.add(recording(id))))
  await queue.add(recording('e'))
  expect(batches).toEqual([['a', 'b', 'c'], ['d'], ['e']])
})

test('nobody is told before the commit', async () => {
  const commit = Promise.withResolvers<void>()
  const queue = recordingQueue({ add: () => commit.promise })
  let told = false
  const added = queue.add(recording('a')).then(() => {
    told = true
  })
  const closed = queue.close()
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toBe(false)
  commit.resolve()
  await closed
  await added
  expect(told).toBe(true)
})

test('the next are on their way while others wait for the disk, in so many lanes', async () => {
  const commits: PromiseWithResolvers<void>[] = []
  const add = (): Promise<void> => {
    const commit = Promise.withResolvers<void>()
    commits.push(commit)
    return commit.promise
  }
  const queue = recordingQueue({ add }, { most: 1, lanes: 2 })
  const added = Promise.all(['a', 'b', 'c'].map((id) => queue.add(recording(id))))
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  await turns()
  expect(commits).toHaveLength(2)
  commits[1]?.resolve()
  await turns()
  expect(commits).toHaveLength(3)
  for (const { resolve } of commits) resolve()
  await added
  await queue.close()
})

test('one that cannot be kept takes none of the others with it', async () => {
  const kept: string[] = []
  const queue = recordingQueue({
    async add(batch) {
      if (ids(batch).includes('bad')) throw new Error('no')
      kept.push(...ids(batch))
    },
  })
  const results = await Promise.allSettled(['a', 'bad', 'b'].map((id) => queue.add(recording(id))))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(kept).toEqual(['a', 'b'])
})
