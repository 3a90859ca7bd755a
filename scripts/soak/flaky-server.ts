import { parentPort } from 'node:worker_threads'
import { seededRandom } from '@understudy/runtime/testing'
import {
  answer,
  type Behaviour,
  breakOff,
  cut,
  hang,
  malformed,
  type ProviderApi,
  raw,
  resetConnection,
  stall,
  startProvider,
  status,
  streamError,
} from '@understudy/testkit'

/** What every whole answer says. */
export const text = 'Grüße aus 東京, bis das Ende 🌍 kommt.'

/** How often a request meets a fault. */
const faulty = 0.25

/** What the server is told. */
export type Command = 'calm' | 'flaky' | 'count' | 'close'

/** What it says: where it is, or how many sockets are open. */
export type Reply = { urls: Record<ProviderApi, string> } | { sockets: number }

// In a thread of its own, so that its memory is not counted.
if (parentPort) await serve(parentPort)

async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const random = seededRandom(4)
  let isFlaky = false

  const calm = answer(text, { splitEvery: 100_000 })
  const paced = answer(text, { tokenDelayMs: 10 })
  const faults: Behaviour[] = [
    status(503),
    status(529),
    status(500, { headers: { connection: 'close' } }),
    status(429),
    status(429, { headers: { 'retry-after-ms': '5' } }),
    raw(200, { 'content-type': 'text/html' }, '<!doctype html>'),
    resetConnection(),
    cut(text, { afterTokens: 0 }),
    cut(text, { afterTokens: 5 }),
    cut(text, { afterBytes: 700 }),
    breakOff(text, { afterTokens: 0 }),
    breakOff(text, { afterTokens: 5 }),
    streamError(text, { afterTokens: 0 }),
    streamError(text, { afterTokens: 5 }),
    malformed(text, { afterTokens: 5 }),
    stall(text, { afterTokens: 5 }),
    stall(text, { afterTokens: 0, pings: true }),
    hang(),
  ]
  const behave: Behaviour = (exchange) => {
    const fault = isFlaky && random() < faulty ? faults[Math.floor(random() * faults.length)] : undefined
    return (fault ?? (isFlaky ? paced : calm))(exchange)
  }

  // Clients keep a connection for two seconds less.
  const headers = { 'keep-alive': 'timeout=3' }
  const start = (api: ProviderApi) => startProvider(api, behave, { logged: 0, headers })
  const providers = {
    'openai.chat': await start('openai.chat'),
    'openai.responses': await start('openai.responses'),
    'anthropic.messages': await start('anthropic.messages'),
  }
  const all = Object.values(providers)
  const say = (reply: Reply) => port.postMessage(reply)

  port.on('message', (command: Command) => {
    if (command === 'close')
      void Promise.all(all.map((provider) => provider.close())).then(() => port.close())
    else if (command === 'count') say({ sockets: all.reduce((sum, { openSockets }) => sum + openSockets, 0) })
    else isFlaky = command === 'flaky'
  })
  say({
    urls: {
      'openai.chat': providers['openai.chat'].url,
      'openai.responses': providers['openai.responses'].url,
      'anthropic.messages': providers['anthropic.messages'].url,
    },
  })
}
