import type { Kind } from './kinds.ts'

/** Each test and its opposite, of the value `$`. The numbers of JSON are finite. */
const tests: { readonly [kind in Kind]: readonly [test: string, opposite: string] } = {
  string: ["typeof $ === 'string'", "typeof $ !== 'string'"],
  number: ['Number.isFinite($)', '!Number.isFinite($)'],
  boolean: ["typeof $ === 'boolean'", "typeof $ !== 'boolean'"],
  null: ['$ === null', '$ !== null'],
  array: ['Array.isArray($)', '!Array.isArray($)'],
  object: [
    "typeof $ === 'object' && $ !== null && !Array.isArray($)",
    "(typeof $ !== 'object' || $ === null || Array.isArray($))",
  ],
}

/** A condition of generated code: the value of an expression is of one of some kinds. */
export function isOfKind(value: string, kinds: readonly Kind[]): string {
  if (kinds.length === 0) return 'false'
  return kinds.map((kind) => tests[kind][0].replaceAll('$', () => value)).join(' || ')
}

/** The opposite of `isOfKind`; with `isInteger`, a number must be an integer too. */
export function isOfOtherKind(value: string, kinds: readonly Kind[], isInteger = false): string {
  if (kinds.length === 0) return 'true'
  const parts = kinds.map((kind) =>
    kind === 'number' && isInteger
      ? `!Number.isInteger(${value})`
      : tests[kind][1].replaceAll('$', () => value),
  )
  const [only] = parts
  return parts.length === 1 && only ? only.replace(/^\((.*)\)$/, '$1') : parts.join(' && ')
}

const nouns: { readonly [kind in Kind]: string } = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  null: 'null',
  array: 'an array',
  object: 'an object',
}

/** Completes "expected …". */
export function kindNouns(kinds: readonly Kind[]): string {
  const words = kinds.map((kind) => nouns[kind])
  const last = words.pop() ?? 'no value'
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`
}
