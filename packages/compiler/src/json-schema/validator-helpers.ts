/** Functions that generated validators share within themselves, by what they do. `$` is the validator's prefix. */
export const validatorHelpers = {
  /** JSON with sorted keys, to compare values by. */
  canonical: [
    'function $canonical(value) {',
    '  return JSON.stringify(value, (_, part) =>',
    "    typeof part === 'object' && part !== null && !Array.isArray(part)",
    '      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))',
    '      : part,',
    '  )',
    '}',
  ],
  /** A key as a reference token of a JSON Pointer. */
  token: ['function $token(key) {', "  return key.replaceAll('~', '~0').replaceAll('/', '~1')", '}'],
} as const

/** The name of a helper. */
export type ValidatorHelper = keyof typeof validatorHelpers
