import type { Clock } from '../clock.ts'
import type { CandidateId } from '../completion.ts'
import type { FailureKind } from '../failure-kind.ts'
import { ruleOf, type Scope } from './rule-of.ts'

/** Whether a circuit lets requests through; `half_open` lets one, to see whether the other side works again. */
export type CircuitState = 'closed' | 'half_open' | 'open'

/** What is known about a provider, its key or one of its models. */
export interface Circuit {
  /** `openai`, `openai#key` or `openai/<model>`. */
  readonly id: string
  /** When the latest failures happened, at most as many as open it. */
  failures: number[]
  /** Whole answers since then. */
  successes: number
  isBroken: boolean
  /** When the last cool-down ends or has ended, or that of a probe under way. */
  until: number
  /** Milliseconds. */
  coolDown: number
  /** The request that finds out whether it is still broken. */
  probe?: Pass | undefined
}

/** Tells other processes of circuits, and hears of theirs. */
export interface CircuitSharing {
  /** Called before a circuit is looked at. */
  read(circuit: Circuit, clock: Clock): void
  /** Called when a circuit has opened or closed. */
  write(circuit: Circuit, clock: Clock): void
}

/** When the client leaves a candidate alone. */
export interface BreakerOptions {
  /**
   * Failures within `window` that open a circuit. Ten whole answers make up for one.
   *
   * @default 5
   */
  failures?: number
  /**
   * Milliseconds.
   *
   * @default 30000
   */
  window?: number
  /**
   * Milliseconds that a circuit stays open. Doubled when it opens again within `window`.
   *
   * @default 5000
   */
  coolDown?: number
  /**
   * Milliseconds that `coolDown` grows to.
   *
   * @default 15000
   */
  maxCoolDown?: number
  /** Shares the state with other processes: `shareCircuits({ get, set })`. */
  share?: CircuitSharing
}

/** Leave to make one request. */
export interface Pass {
  /** The state of the circuits that the request goes through. */
  readonly state: CircuitState
  /** To be called when the first content arrives. */
  alive(): void
  /**
   * To be called when the request is over. Calls after the first say nothing.
   *
   * @param kind Why it failed. Absent when the answer is whole.
   * @param hold Milliseconds to keep the circuit open, as the provider asked.
   * @returns whether the circuits are closed now.
   */
  end(kind?: FailureKind, hold?: number): boolean
}

/** Keeps requests from where they would fail. */
export interface Breaker {
  /** Asks for leave. It is none where the state is `open`. */
  enter(candidate: Pick<CandidateId, 'provider' | 'model'>): Pass
}

/** No word of a provider keeps it away for longer, in milliseconds: a clock or a header can be wrong. */
const longestHold = 600_000
/** How long a probe may take before another is let through, in milliseconds. */
const lease = 10_000

/**
 * A circuit breaker with a circuit for each provider, for its key, and for each of its models; with `false` it has none
 * and lets every request through.
 */
export function createBreaker(clock: Clock, options: BreakerOptions | false): Breaker {
  const { failures = 5, window = 30_000, coolDown = 5_000, maxCoolDown = 15_000, share } = options || {}
  const circuits = new Map<string, Circuit>()
  /** The circuits of each candidate: by its provider, model and key. */
  const known = new WeakMap<object, readonly Circuit[]>()

  const find = (id: string): Circuit => {
    const circuit: Circuit = circuits.get(id) ?? {
      id,
      failures: [],
      successes: 0,
      isBroken: false,
      until: -window,
      coolDown,
    }
    circuits.set(id, circuit)
    return circuit
  }

  const fail = (circuit: Circuit, pass: Pass, atOnce: boolean | undefined, hold: number) => {
    const now = clock.now()
    const held = Math.min(hold, longestHold) + now
    const isProbe = circuit.probe === pass
    if (circuit.isBroken && !isProbe) {
      // It began before the circuit opened, or was forced: it tells nothing new, unless it has to wait for longer.
      if (held <= circuit.until) return
      circuit.until = held
    } else {
      circuit.failures = circuit.failures.filter((time) => time > now - window)
      circuit.failures.push(now)
      if (!(atOnce || isProbe || hold) && circuit.failures.length < failures) return
      circuit.coolDown = now < circuit.until + window ? Math.min(circuit.coolDown * 2, maxCoolDown) : coolDown
      circuit.until = Math.max(now + circuit.coolDown, held)
      circuit.isBroken = true
      circuit.probe = undefined
    }
    share?.write(circuit, clock)
  }

  return {
    enter(candidate) {
      const { provider, model } = candidate
      const now = clock.now()
      // To put the names together would take longer than all the rest.
      const all =
        known.get(candidate) ??
        (options ? [provider, `${provider}/${model}`, `${provider}#key`] : []).map(find)
      known.set(candidate, all)
      const broken = all.filter((circuit) => {
        share?.read(circuit, clock)
        return circuit.isBroken
      })
      const isOpen = broken.some(({ until }) => until > now)

      const heal = (marks: number) => {
        for (const circuit of broken) {
          if (circuit.isBroken) {
            circuit.isBroken = false
            circuit.probe = undefined
            share?.write(circuit, clock)
          }
          circuit.failures = Array(marks).fill(clock.now())
        }
      }
      const pass: Pass = {
        state: isOpen ? 'open' : broken.length ? 'half_open' : 'closed',
        // It works, as far as can be seen, and nobody need wait for the end. But one failure is enough from here.
        alive: () => heal(failures - 1),
        end(kind, hold = 0) {
          if (!kind) heal(0)
          const { scope, atOnce } = ruleOf(kind)
          // Nobody's, without a scope.
          const blamed = all[scope as Scope]
          if (blamed) fail(blamed, pass, atOnce, hold)
          for (const circuit of all) {
            // It tells nothing about this circuit: the next request may.
            if (circuit.probe === pass) {
              circuit.probe = undefined
              circuit.until = clock.now()
            }
            if (!kind && ++circuit.successes % 10 === 0) circuit.failures.shift()
          }
          return !all.some(({ isBroken }) => isBroken)
        },
      }
      if (!isOpen) {
        for (const circuit of broken) {
          circuit.probe = pass
          circuit.until = now + lease
        }
      }
      return pass
    },
  }
}
