import type { Behaviour } from '../exchange.ts'

/** Breaks the connection off (RST) before the first byte of an answer. */
export function resetConnection(): Behaviour {
  return ({ response }) => response.reset()
}
