import type { Behaviour } from '../exchange.ts'

/** Takes the request, keeps the socket and never answers. */
export function hang(): Behaviour {
  return () => {}
}
