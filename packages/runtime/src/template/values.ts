import { MissingVariableError } from './missing-variable-error.ts'

/** The prompt and environment that a value is formatted for; absent if a missing one is empty. */
export type Where = readonly [prompt: string, environment: string]

/** Text of a variable: objects and arrays as compact JSON, and never scanned again. */
export function text(value: unknown, where?: Where, name?: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return `${value}`
  // Of undefined, functions and symbols there is no JSON.
  return (value !== null && JSON.stringify(value)) || missing(where, name)
}

function missing(where: Where | undefined, name: string | undefined): '' {
  if (where) throw new MissingVariableError(where[0], where[1], name ?? '')
  return ''
}

/** What a section repeats over: the list, nothing when falsy, or the value itself. */
export function list(value: unknown, where?: Where, name?: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value === undefined) missing(where, name)
  return value ? [value] : []
}

/**
 * The value as something whose properties are its own: plain objects and arrays as they are, other
 * objects as a copy, anything else as undefined. So a plain property access that follows finds
 * nothing inherited, except the names of `Object.prototype` and `Array.prototype`: see `field`.
 */
// biome-ignore lint/suspicious/noExplicitAny: generated JavaScript reads properties of it
export function own(value: any): any {
  if (typeof value !== 'object' || !value) return undefined
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || !prototype
    ? value
    : { __proto__: null, ...value }
}

/** An own property, for names that every object or array inherits, such as `constructor`. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as { [name: string]: unknown })[name]
    : undefined
}

/** The value of a name in a stack of levels, innermost first: the first level that has it decides. */
export function find(stack: readonly unknown[], name: string): unknown {
  for (const level of stack) {
    const value = field(level, name)
    if (value !== undefined) return value
  }
  return undefined
}
