import type { Keywords } from './json-schema.ts'
import { fail, type Place } from './statements.ts'

/** Statements that check the keywords for numbers. */
export function numberRules(schema: Keywords, place: Place): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const rules: string[] = []
  const rule = (test: string, expected: string): void => {
    rules.push(`if (${test}) ${fail(place, `expected ${expected}`)}`)
  }
  if (minimum !== undefined) rule(`${place.code} < ${minimum}`, `at least ${minimum}`)
  if (exclusiveMinimum !== undefined)
    rule(`${place.code} <= ${exclusiveMinimum}`, `more than ${exclusiveMinimum}`)
  if (maximum !== undefined) rule(`${place.code} > ${maximum}`, `at most ${maximum}`)
  if (exclusiveMaximum !== undefined)
    rule(`${place.code} >= ${exclusiveMaximum}`, `less than ${exclusiveMaximum}`)
  if (multipleOf !== undefined) {
    const quotient = `${place.code} / ${multipleOf}`
    // A fraction is compared in decimal: 19.99 is a multiple of 0.01, although the binary quotient is not whole.
    const test = Number.isInteger(multipleOf)
      ? `${place.code} % ${multipleOf} !== 0`
      : `Math.abs(${quotient} - Math.round(${quotient})) > Math.abs(${quotient}) * 1e-15`
    rule(test, `a multiple of ${multipleOf}`)
  }
  return rules
}
