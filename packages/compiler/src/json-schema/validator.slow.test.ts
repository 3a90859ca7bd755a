import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadValidators } from '../testing/load-validators.ts'
import { schemaArbitrary, valueArbitrary } from '../testing/schema-arbitrary.ts'
import { accepts } from './accepts.ts'
import type { Schema } from './json-schema.ts'
import { sampleValue } from './sample-value.ts'
import { SchemaGraph } from './schema-graph.ts'

test('validators, the check at build time and samples agree with an independent validator', async () => {
  // `ownProperties`: as in our validators, what an object inherits does not count.
  const options = { strict: false, ownProperties: true, validateSchema: false, meta: false }
  const verdicts = { valid: 0, invalid: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(schemaArbitrary, { minLength: 1, maxLength: 8 }),
      fc.array(valueArbitrary, { minLength: 10, maxLength: 10 }),
      async (schemas, values) => {
        const validators = await loadValidators(schemas)
        for (const [i, schema] of schemas.entries()) {
          const judge = new Ajv2020(options).compile(schema)
          const graph = new SchemaGraph(schema)
          const sample = sampleValue(schema)
          for (const value of sample === undefined ? values : [sample, ...values]) {
            const isValid = judge(value)
            verdicts[isValid ? 'valid' : 'invalid']++
            const problem = validators[i]?.(value)
            const accepted = accepts(graph, schema as Schema, value)
            if (
              accepted !== isValid ||
              (problem === undefined) !== isValid ||
              (value === sample && !isValid)
            ) {
              const seen = { schema, value, sample, isValid, problem, accepted }
              throw new Error(`we disagree: ${JSON.stringify(seen)}`)
            }
          }
        }
      },
    ),
    { numRuns: 40 },
  )
  // Else the property would say little.
  expect(verdicts.valid).toBeGreaterThan(200)
  expect(verdicts.invalid).toBeGreaterThan(200)
}, 60_000)
