import {
  answer,
  type Behaviour,
  cut,
  type FakeProvider,
  hang,
  stall,
  startProvider,
  status,
} from '../../../packages/testkit/src/index.ts'
import type { Providers } from './stories.ts'

/** The providers of the stories, each on a port of its own. */
export interface Cast extends AsyncDisposable {
  readonly places: Providers
  /** The one whose answer never ends, for what becomes of its requests. */
  readonly endless: FakeProvider
}

/** Starts the providers of the stories. */
export async function startCast(): Promise<Cast> {
  await using stack = new AsyncDisposableStack()
  const start = async (behaviour: Behaviour, api: FakeProvider['api'] = 'openai.chat') =>
    stack.use(await startProvider(api, behaviour))
  const endless = await start(stall('One two three.', { afterTokens: 1 }))
  const refused = await startProvider('openai.chat')
  await refused.close()
  const places: Providers = {
    // Characters of several bytes, in pieces of three bytes.
    healthy: (await start(answer('Grüße aus 東京 👋', { splitEvery: 3 }))).url,
    overloaded: (await start(status(503))).url,
    cut: (await start(cut('One two three.', { afterTokens: 2 }))).url,
    silent: (await start(hang())).url,
    endless: endless.url,
    refused: refused.url,
    fallback: (await start(answer('The whole answer.'), 'anthropic.messages')).url,
  }
  const running = stack.move()
  return { places, endless, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
