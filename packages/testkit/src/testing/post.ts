import type { FakeProvider } from '../start-provider.ts'
import { wire } from '../wire/wire.ts'

/** The apis that every test of a behaviour runs with. */
export const apis = ['openai.chat', 'openai.responses', 'anthropic.messages'] as const

/** Posts a small request to the provider with bare `fetch`. */
export function post(
  provider: FakeProvider,
  body: Readonly<Record<string, unknown>> = {},
  init: RequestInit = {},
): Promise<Response> {
  return fetch(new URL(wire(provider.api).path, provider.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'model-1',
      [provider.api === 'openai.responses' ? 'input' : 'messages']: [{ role: 'user', content: 'Hello' }],
      ...body,
    }),
    ...init,
  })
}

/** Posts a request for a stream. */
export function postStream(provider: FakeProvider, init: RequestInit = {}): Promise<Response> {
  return post(provider, { stream: true }, init)
}
