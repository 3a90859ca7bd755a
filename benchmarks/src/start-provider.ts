import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Places } from './peers.ts'

/** What a provider does with a request. */
export type How = 'ok' | '503' | 'stall'

/** A provider of both apis in a process of its own; ended with `using`. */
export interface Provider extends Disposable {
  /** The base URLs of both apis, as the official SDKs have them. */
  places(how: How): Places
}

/** Starts a provider that costs little, and the same for all that are compared. */
export async function startProvider(): Promise<Provider> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'provider-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  const { port }: { port: number } = JSON.parse(String(line))
  return {
    places(how) {
      const origin = `http://127.0.0.1:${port}/${how}`
      return { openai: `${origin}/v1`, anthropic: origin }
    },
    [Symbol.dispose]: () => void child.kill(),
  }
}
