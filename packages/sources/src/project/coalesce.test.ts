import { expect, test } from 'vitest'
import { coalesce } from './coalesce.ts'

function controlled() {
  const runs: { resolve: (value: number) => void; reject: (error: Error) => void }[] = []
  const call = coalesce(() => new Promise<number>((resolve, reject) => runs.push({ resolve, reject })))
  return { runs, call }
}

test('calls during a run share the next one', async () => {
  const { runs, call } = controlled()
  const first = call()
  const second = call()
  const third = call()
  expect(runs).toHaveLength(1)
  runs[0]?.resolve(1)
  expect(await first).toBe(1)
  await Promise.resolve()
  expect(runs).toHaveLength(2)
  const fourth = call()
  runs[1]?.resolve(2)
  expect(await Promise.all([second, third])).toEqual([2, 2])
  await Promise.resolve()
  expect(runs).toHaveLength(3)
  runs[2]?.resolve(3)
  expect(await fourth).toBe(3)
})

test('a run that fails does not stop the next', async () => {
  const { runs, call } = controlled()
  const first = call()
  const second = call()
  runs[0]?.reject(new Error('no'))
  await expect(first).rejects.toThrow('no')
  await Promise.resolve()
  runs[1]?.resolve(2)
  expect(await second).toBe(2)
})
