import { expect, test } from 'vitest'
import { inParallel } from './in-parallel.ts'

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = []
  for await (const value of values) list.push(value)
  return list
}

test('keeps the order, whatever ends first', async () => {
  const ends: (() => void)[] = []
  const results = all(
    inParallel([1, 2, 3], 3, (n) => new Promise<number>((resolve) => ends.push(() => resolve(n * 10)))),
  )
  while (ends.length < 3) await Promise.resolve()
  for (const end of ends.toReversed()) end()
  expect(await results).toEqual([10, 20, 30])
})

test('runs as many as are allowed, and no more', async () => {
  let running = 0
  let most = 0
  const run = async (n: number): Promise<number> => {
    running++
    most = Math.max(most, running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    return n
  }
  expect(
    await all(
      inParallel(
        Array.from({ length: 50 }, (_, i) => i),
        4,
        run,
      ),
    ),
  ).toHaveLength(50)
  expect(most).toBe(4)
})

test('takes items that arrive one by one, and none before they are needed', async () => {
  let taken = 0
  async function* pages(): AsyncGenerator<number> {
    for (;;) yield taken++
  }
  const results: number[] = []
  for await (const value of inParallel(pages(), 3, async (n) => n)) {
    results.push(value)
    if (results.length === 5) break
  }
  expect(results).toEqual([0, 1, 2, 3, 4])
  expect(taken).toBeLessThanOrEqual(8)
})

test('a failure comes in its turn, after the results before it', async () => {
  const seen: number[] = []
  const run = async (n: number): Promise<number> => {
    if (n === 3) throw new Error('third')
    return n
  }
  const take = async (): Promise<void> => {
    for await (const value of inParallel([1, 2, 3, 4], 4, run)) seen.push(value)
  }
  await expect(take()).rejects.toThrow('third')
  expect(seen).toEqual([1, 2])
})

test('a failure of the items ends it, and several failures at once are not unhandled', async () => {
  async function* items(): AsyncGenerator<number> {
    yield 1
    throw new Error('no more pages')
  }
  await expect(all(inParallel(items(), 5, async () => Promise.reject(new Error('unseen'))))).rejects.toThrow(
    'no more pages',
  )
})
