import type { Behaviour } from '../exchange.ts'

/** Answers with exactly this: a page of HTML from a proxy, say, or nothing at all. */
export function raw(status: number, headers: Record<string, string>, body: string): Behaviour {
  return async ({ response }) => {
    await response.start(status, headers, { length: Buffer.byteLength(body) })
    await response.finish(body)
  }
}
