import { beforeAll, expect, test } from 'vitest'
import { bundleStories } from './runtimes/bundle-stories.ts'
import { runners } from './runtimes/runners.ts'
import { startCast } from './runtimes/start-cast.ts'
import type { Transport } from './runtimes/stories.ts'

const failed = (kind: string, status?: number) => ({
  provider: 'openai',
  ok: false,
  kind,
  ...(status && { status }),
  hasRequestId: status !== undefined,
})
const served = (provider: string) => ({ provider, ok: true, status: 200, hasRequestId: true })
const usage = expect.objectContaining({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) })
const byFallback = { text: 'The whole answer.', usage }

const expected = {
  healthy: { text: 'Grüße aus 東京 👋', usage, attempts: [served('openai')] },
  overloaded: { ...byFallback, attempts: [failed('server', 503), served('anthropic')] },
  refused: { ...byFallback, attempts: [failed('connection'), served('anthropic')] },
  silent: { ...byFallback, attempts: [failed('first_token_timeout'), served('anthropic')] },
  cut: ['One two', 'reset: truncated', 'The whole answer.', 'done: The whole answer.'],
  abort: { seen: ['text'], isReason: true },
  fail: {
    name: 'CompletionError',
    code: 'exhausted',
    message: expect.stringContaining('503'),
    attempts: 1,
  },
}

let bundle: string
beforeAll(async () => {
  bundle = await bundleStories()
})

const transports: Transport[] = ['fetch', 'sdk']
const cells = Object.entries(runners).flatMap(([name, run]) =>
  transports.map((transport) => ({ name, run, transport })),
)

test.each(cells)('$name runs the same bundle, over $transport', async ({ run, transport }) => {
  await using cast = await startCast()
  expect(await run(bundle, cast.places, transport)).toEqual(expected)
  // What is aborted in the runtime ends at the provider, too.
  const [request] = cast.endless.requests
  await request?.closed
  expect(cast.endless.requests.map(({ outcome }) => outcome)).toEqual(['aborted_by_client'])
})
