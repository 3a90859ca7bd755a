import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import type { Json } from '../template/template.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { loadValidators } from '../testing/load-validators.ts'
import { schemaArbitrary, valueArbitrary } from '../testing/schema-arbitrary.ts'
import { accepts } from './accepts.ts'
import type { JsonSchema, Schema } from './json-schema.ts'
import { printSchemaType } from './print-schema-type.ts'
import { printValidator } from './print-validator.ts'
import { sampleValue } from './sample-value.ts'
import { SchemaGraph } from './schema-graph.ts'

test('validators, the check at build time and samples agree with an independent validator', async () => {
  // `ownProperties`: as in our validators, what an object inherits does not count.
  const ajv = new Ajv2020({ strict: false, ownProperties: true, validateSchema: false, addUsedSchema: false })
  const verdicts = { valid: 0, invalid: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(schemaArbitrary, { minLength: 1, maxLength: 8 }),
      fc.array(valueArbitrary, { minLength: 10, maxLength: 10 }),
      async (schemas, values) => {
        const validators = await loadValidators(schemas)
        for (const [i, schema] of schemas.entries()) {
          const judge = ajv.compile(schema)
          const graph = new SchemaGraph(schema)
          const sample = sampleValue(schema)
          for (const value of sample === undefined ? values : [sample, ...values]) {
            const isValid = judge(value)
            verdicts[isValid ? 'valid' : 'invalid']++
            const problem = validators[i]?.(value)
            const accepted = accepts(graph, schema as Schema, value)
            if (accepted !== isValid || (problem === undefined) !== isValid || (value === sample && !isValid)) {
              const seen = { schema, value, sample, isValid, problem, accepted }
              throw new Error(`we disagree: ${JSON.stringify(seen)}`)
            }
          }
        }
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 60) },
  )
  // Else the property would say little.
  expect(verdicts.valid).toBeGreaterThan(300)
  expect(verdicts.invalid).toBeGreaterThan(300)
}, 60_000)

test('texts of a schema reach the code as data only', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, hostileText, async (name, word, title) => {
      const quoted = RegExp.escape(word)
      const schema = {
        title,
        type: 'object',
        properties: Object.fromEntries([
          [name, { $ref: `#/$defs/d${encodeURIComponent(title.toWellFormed()).replaceAll('~', '~0')}` }],
          [`${name}2`, { enum: [word, { [word]: [word] }, 1] }],
          [`${name}3`, { const: word, description: title }],
          [`${name}4`, { type: 'string', pattern: `^${quoted}$` }],
        ]),
        required: [name],
        additionalProperties: false,
        $defs: { [`d${title.toWellFormed().replaceAll('/', '')}`]: { type: 'string' } },
      }
      void schema
    }),
    { numRuns: 1 },
  )
})
void [load, describe, printSchemaType, printValidator]
type Unused = Json | JsonSchema
export type { Unused }
