import type { Behaviour } from '../exchange.ts'

/** The nth request gets the nth behaviour; the last one repeats. */
export function sequence(first: Behaviour, ...others: readonly Behaviour[]): Behaviour {
  const waiting = [...others]
  let next = first
  return (exchange) => {
    const behaviour = next
    next = waiting.shift() ?? next
    return behaviour(exchange)
  }
}
