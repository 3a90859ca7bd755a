import {
  closedPort,
  cut,
  type FakeProvider,
  sandboxText,
  stall,
  startSandbox,
  status,
} from '@understudy/testkit'
import type { Fault } from './stories.ts'

/** The environment of a server, and the places that it may connect to. */
export interface Cast extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  /** `host:port` of the two providers. */
  readonly allowed: readonly string[]
}

const TOKEN_DELAY_MS = 8

/**
 * Casts the two providers of a story. Both are local sandboxes, which are no LLMs; with `live` keys a healthy primary
 * and the fallback are the real ones, and only a primary with a fault is a sandbox.
 */
export async function cast(fault: Fault, live?: Readonly<Record<string, string>>): Promise<Cast> {
  await using stack = new AsyncDisposableStack()
  const sandbox = async (api: FakeProvider['api']): Promise<FakeProvider> =>
    stack.use(await startSandbox(api, { tokenDelayMs: TOKEN_DELAY_MS }))

  const env: Record<string, string> = { FIRST_TOKEN_MS: live && fault === 'none' ? '8000' : '1500', ...live }
  if (!live || fault !== 'none') {
    const primary = await sandbox('openai.chat')
    if (fault === '503') primary.behave(status(503))
    if (fault === 'stall') primary.behave(stall(sandboxText, { afterTokens: 0 }))
    if (fault === 'cut') primary.behave(cut(sandboxText, { afterTokens: 4 }))
    env.OPENAI_API_KEY = 'sandbox'
    env.OPENAI_BASE_URL = fault === 'refuse' ? `${await closedPort()}/v1` : primary.url
  }
  if (!live) {
    env.ANTHROPIC_API_KEY = 'sandbox'
    env.ANTHROPIC_BASE_URL = (await sandbox('anthropic.messages')).url
  }

  const running = stack.move()
  return {
    env,
    allowed: [
      place(env.OPENAI_BASE_URL ?? 'https://api.openai.com'),
      place(env.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com'),
    ],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function place(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
}
