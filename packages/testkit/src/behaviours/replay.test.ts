import { expect, test } from 'vitest'
import { startProvider } from '../start-provider.ts'
import { postStream } from '../testing/post.ts'
import { readBody, readBytes } from '../testing/read-body.ts'
import { replay } from './replay.ts'

const recording = Buffer.from('data: Grüße\n\ndata: [DONE]\n\n')

test.each([
  ['whole', recording.toString(), 'answered', undefined],
  [{ splitAt: 9 }, recording.toString(), 'answered', undefined],
  [{ cutAt: 8 }, 'data: Gr', 'broken_by_server', undefined],
  [{ resetAt: 8 }, 'data: Gr', 'broken_by_server', 'terminated'],
] as const)('%j', async (fault, text, outcome, message) => {
  await using provider = await startProvider('openai.chat', replay(recording, fault))
  const body = await readBody(await postStream(provider))
  expect(body.text).toBe(text)
  expect(body.error).toEqual(message && expect.objectContaining({ message }))
  expect(provider.requests[0]?.outcome).toBe(outcome)
})

test('a stalled stream stays open', async () => {
  await using provider = await startProvider('openai.chat', replay(recording, { stallAt: 8 }))
  const controller = new AbortController()
  const response = await postStream(provider, { signal: controller.signal })
  expect(await readBytes(response, 8)).toBe('data: Gr')
  expect(provider.requests[0]?.outcome).toBe('open')
  controller.abort()
  await provider.idle()
})

test('a split stream comes in two pieces', async () => {
  await using provider = await startProvider('openai.chat', replay(recording, { splitAt: 9 }))
  const pieces: number[] = []
  for await (const piece of (await postStream(provider)).body ?? []) pieces.push(piece.length)
  expect(pieces).toEqual([9, recording.length - 9])
})
