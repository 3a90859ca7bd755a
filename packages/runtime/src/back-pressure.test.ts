import { setImmediate } from 'node:timers/promises'
import { type Behaviour, type ProviderApi, startProvider, wire } from '@understudy/testkit'
import { expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import { transports } from './fixtures/clients.ts'
import { candidate } from './fixtures/prompts.ts'
import { toReadableStream } from './response/to-readable-stream.ts'

const mebibyte = 2 ** 20
const total = 12 * mebibyte
/** More than the system, on both ends of a connection, keeps of what nobody reads. */
const kept = 8 * mebibyte

/** A provider that has a long answer, and how many bytes of it have left. */
async function startLong(api: ProviderApi) {
  const partsOf = (tokens: string[]) => wire(api).parts({ id: 'id', model: 'm', tokens })
  const { head, tokens } = partsOf(Array(256).fill('x'.repeat(total / 256)))
  // Some apis repeat the text at the end, where nobody reads it.
  const events = [...head, ...tokens, ...partsOf(['x']).tail]
  let sent = 0
  const behaviour: Behaviour = async ({ response, signal }) => {
    await response.start(200, { 'content-type': 'text/event-stream' }, 'chunked')
    for (const event of events) {
      if (signal.aborted) return
      await response.write(event)
      sent += event.length
    }
    await response.finish()
  }
  const provider = await startProvider(api, behaviour)
  return {
    provider,
    /** What has left when nothing moves any more. */
    async atRest() {
      for (let still = 0, before = sent; still < 200; before = sent) {
        await setImmediate()
        still = sent === before ? still + 1 : 0
      }
      return sent
    },
    [Symbol.asyncDispose]: () => provider.close(),
  }
}

const cases = [
  { api: 'openai.chat', over: 'sdk' },
  { api: 'openai.responses', over: 'fetch' },
  { api: 'anthropic.messages', over: 'sdk' },
] as const

test.each(cases)('$api over $over: who reads slowly keeps the provider waiting', async ({ api, over }) => {
  await using long = await startLong(api)
  const client = createClient({ providers: { it: transports[over](api, long.provider.url) } })
  const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', api, 'm')] } as const
  const stream = client.text(prompt, { question: 'Why?' })
  let read = (await stream.next()).value?.length ?? 0
  const early = await long.atRest()
  expect(early).toBeLessThan(kept)
  // It waits, and no more: all of it comes in the end.
  for await (const text of stream) read += text.length
  expect(read).toBe(total)
})

test('a reader of a server’s stream keeps the provider waiting too', async () => {
  const api = 'openai.chat'
  await using long = await startLong(api)
  const client = createClient({ providers: { it: transports.fetch(api, long.provider.url) } })
  const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', api, 'm')] } as const
  const reader = toReadableStream((signal) =>
    client.stream(prompt, { question: 'Why?' }, { signal }),
  ).getReader()
  await reader.read()
  expect(await long.atRest()).toBeLessThan(kept)
  await reader.cancel()
  await long.provider.idle()
  expect(long.provider.requests.map(({ outcome }) => outcome)).toEqual(['aborted_by_client'])
})
