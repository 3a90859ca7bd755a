import type { Keywords } from './json-schema.ts'
import { isIntegerOnly } from './kinds.ts'

/** Numbers in the range of all schemas, the likeliest first. */
export function* sampleNumbers(parts: readonly Keywords[]): Generator<number> {
  const lower = Math.max(
    ...parts.map((p) => Math.max(p.minimum ?? -Infinity, p.exclusiveMinimum ?? -Infinity)),
  )
  const upper = Math.min(...parts.map((p) => Math.min(p.maximum ?? Infinity, p.exclusiveMaximum ?? Infinity)))
  const step = parts.reduce(
    (all, { multipleOf }) => (multipleOf === undefined ? all : commonMultiple(all, multipleOf)),
    parts.some(isIntegerOnly) ? 1 : 0,
  )
  if (step === 0 && lower > -Infinity && upper < Infinity) yield* [lower, (lower + upper) / 2, upper]
  const by = step || 1
  const start = lower > -Infinity ? Math.ceil(lower / by) : upper < Infinity ? Math.floor(upper / by) : 1
  const direction = lower > -Infinity || upper === Infinity ? 1 : -1
  // Enough of them for a list of different items.
  for (let i = 0; i < 100; i++) yield round((start + direction * i) * by)
  if (step === 0 && lower > -Infinity) for (let i = 1; i <= 52; i++) yield lower + 2 ** -i
}

function commonMultiple(a: number, b: number): number {
  if (a === 0 || a === b) return b
  for (let i = 1; i <= 1000; i++) {
    const multiple = round(a * i)
    if (Math.abs(multiple / b - Math.round(multiple / b)) < 1e-9) return multiple
  }
  return a
}

/** Without the noise of binary fractions: 3 × 0.1 is 0.3. */
function round(value: number): number {
  return Number(value.toPrecision(15))
}
