import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Behaviour, breakOff, malformed, stall, startProvider, streamError } from '@understudy/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { createClient } from './create-client.ts'
import { httpApis, transports } from './fixtures/clients.ts'
import { candidate } from './fixtures/prompts.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const text = 'One two three.'
const faults: { [name: string]: Behaviour } = {
  'broken off': breakOff(text, { afterTokens: 1 }),
  malformed: malformed(text, { afterTokens: 1 }),
  'reports an error': streamError(text, { afterTokens: 1 }),
  stalled: stall(text, { afterTokens: 1 }),
}
const callsEach = 3

afterEach(() => {
  vi.unstubAllGlobals()
})

test('the body of an answer that failed does not outlive its call', async () => {
  const bodies: { of: string; body: WeakRef<ReadableStream> }[] = []
  const { fetch } = globalThis
  let of = ''
  let failed = 0
  vi.stubGlobal('fetch', async (...args: Parameters<typeof fetch>) => {
    const response = await fetch(...args)
    if (response.body) bodies.push({ of, body: new WeakRef(response.body) })
    return response
  })

  for (const api of httpApis) {
    await using provider = await startProvider(api)
    const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', api, 'm')] } as const
    for (const over of ['sdk', 'fetch'] as const) {
      const providers = { it: transports[over](api, provider.url) }
      const client = createClient({ providers, retry: false, breaker: false, idle: 20 })
      for (const [name, fault] of Object.entries(faults)) {
        of = `${api} over ${over}, ${name}`
        provider.behave(fault)
        for (let i = 0; i < callsEach; i++) {
          // Not by `expect`, which keeps what it has looked at.
          await client.run(prompt, { question: 'Why?' }).catch(() => {
            failed += 1
          })
        }
      }
    }
  }
  const calls = httpApis.length * 2 * Object.keys(faults).length * callsEach
  expect([failed, bodies.length]).toEqual([calls, calls])

  // What is called when something was collected lets go of more, in turns of its own. To look at a weak reference
  // keeps its target for the turn.
  for (let turn = 0; turn < 8; turn++) {
    await setImmediate()
    collect()
  }
  await setImmediate()
  // Somebody may still hold the last one of all.
  expect(bodies.slice(0, -1).flatMap(({ of, body }) => (body.deref() ? of : []))).toEqual([])
})
