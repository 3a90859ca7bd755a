import type { ContentEvent } from './completion.ts'
import type { FailureKind } from './failure-kind.ts'
import type { Asked, Asking, Hedge, Start } from './policy/ask.ts'

/** Options of `hedging`. */
export interface HedgingOptions {
  /**
   * Milliseconds without content after which the next candidate is asked too.
   *
   * @default 2000
   */
  after?: number
}

/**
 * Asks the next candidate already when the first is slow. The first to give content answers; the other is aborted
 * (`outrun` or `unneeded` in the trace). The call then costs up to two requests, so set `after` above the usual time to
 * the first token. A candidate that is outrun again and again opens its circuit.
 *
 * @example
 * ```ts
 * createClient({ providers, hedge: hedging({ after: 2_000 }) })
 * ```
 * @see https://research.google/pubs/the-tail-at-scale/
 */
export function hedging({ after = 2_000 }: HedgingOptions = {}): Hedge {
  return async function* (first, second, clock) {
    const racers = new Set<Racer>()
    let lost: Asked | undefined
    try {
      const { next } = enter(racers, 'outrun', first)
      let disarm = () => {}
      const late = new Promise<'late'>((resolve) => {
        disarm = clock.after(after, () => resolve('late'))
      })
      if ((await Promise.race([next, late]).finally(disarm)) === 'late') enter(racers, 'unneeded', second)

      for (;;) {
        const { racer, step } = await Promise.race(
          [...racers].map(async (racer) => ({ racer, step: await racer.next })),
        )
        if (!step.done || !step.value.failure || step.value.action === 'fail' || racers.size === 1) {
          racers.delete(racer)
          await leave(racers)
          return step.done ? merge(step.value, lost) : merge(yield* goOn(racer.events, step.value), lost)
        }
        // The other one is all there is now.
        racers.delete(racer)
        lost = step.value
      }
    } finally {
      await leave(racers)
    }
  }
}

interface Racer {
  /** Ends it, as the loser. */
  stop(): void
  events: Asking
  /** Its first content, or what came of it without any. */
  next: Promise<IteratorResult<ContentEvent, Asked>>
}

function enter(racers: Set<Racer>, kind: FailureKind, start: Start): Racer {
  let stop = (_: FailureKind) => {}
  const events = start((end) => {
    stop = end
  })
  const next = events.next()
  const racer: Racer = { events, next, stop: () => stop(kind) }
  racers.add(racer)
  return racer
}

/** Ends racers, so that they are in the trace before their winner. */
async function leave(racers: Set<Racer>): Promise<void> {
  for (const { stop, events, next } of racers) {
    stop()
    await next.catch(() => {})
    // Where it has given content, it hears of its end when it goes on.
    await events.next()
  }
  racers.clear()
}

async function* goOn(events: Asking, content: ContentEvent): Asking {
  try {
    yield content
    return yield* events
  } finally {
    await events.return(undefined as never)
  }
}

/** What came of both, where the first one to fail was really asked: the policy goes on after the later in the chain. */
function merge(asked: Asked, lost: Asked | undefined): Asked {
  const isSkipped = lost?.failure?.kind === 'circuit_open' || lost?.failure?.kind === 'overload_shed'
  if (!lost || !asked.failure || isSkipped) return asked
  const action = asked.action === 'retry' ? 'fall_back' : asked.action
  return { ...asked, action, index: Math.max(asked.index, lost.index) }
}
