import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadValidators } from '../testing/load-validators.ts'
import { schemaArbitrary, valueArbitrary } from '../testing/schema-arbitrary.ts'
import { accepts } from './accepts.ts'
import type { Schema } from './json-schema.ts'
import { sampleValue } from './sample-value.ts'
import { SchemaGraph } from './schema-graph.ts'

// `ownProperties`: as in our validators, what an object inherits does not count.
const options = { strict: false, ownProperties: true, logger: false } as const

describe('against an independent validator', () => {
  test('validators, the check at build time and samples agree with it', async () => {
    let found = 0
    let samples = 0
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
            samples++
            if (sample !== undefined) found++
            for (const value of sample === undefined ? values : [sample, ...values]) {
              const isValid = judge(value)
              verdicts[isValid ? 'valid' : 'invalid']++
              const problem = validators[i]?.(value)
              const seen = { schema, value, problem, accepted: accepts(graph, schema as Schema, value) }
              expect(seen).toEqual({
                ...seen,
                problem: isValid ? undefined : expect.any(String),
                accepted: isValid,
              })
              if (value === sample) expect({ ...seen, isValid }).toEqual({ ...seen, isValid: true })
            }
          }
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 100) },
    )
    console.log({ found, samples, verdicts })
  }, 60_000)
})
