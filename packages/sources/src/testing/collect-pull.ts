import { BuildError } from '@understudy/compiler'
import { createHttp } from '../http/create-http.ts'
import type { HttpSettings } from '../http/http-settings.ts'
import type { PullContext, PulledTemplate, RemoteSource } from '../remote/remote-source.ts'

/** What a pull delivered. */
export interface Collected {
  templates: PulledTemplate[]
  errors: BuildError[]
  /** What ended the pull; undefined when it went to its end. */
  failure: BuildError | undefined
  /** How long it would have waited between attempts, in milliseconds. */
  pauses: number[]
}

/** Limits that tests need not wait for; pauses take no time. */
export const SMALL_LIMITS: Partial<HttpSettings> = {
  totalTimeout: 2_000,
  idleTimeout: 1_000,
  maxBytes: 1_000_000,
  random: () => 0.5,
}

/** Pulls all that a source has, over real sockets. Throws only what is no build error. */
export async function collectPull(
  source: RemoteSource,
  context: Partial<PullContext> = {},
  settings: Partial<HttpSettings> = {},
): Promise<Collected> {
  const collected: Collected = { templates: [], errors: [], failure: undefined, pauses: [] }
  const pause = async (milliseconds: number): Promise<void> => void collected.pauses.push(milliseconds)
  try {
    const pulled = source.pull({
      root: import.meta.dirname,
      environments: ['prod', 'fallback'],
      connect: (options) => createHttp(options, { ...SMALL_LIMITS, pause, ...settings }),
      ...context,
    })
    for await (const one of pulled) {
      if (one instanceof BuildError) collected.errors.push(one)
      else collected.templates.push(one)
    }
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    collected.failure = error
  }
  return collected
}
