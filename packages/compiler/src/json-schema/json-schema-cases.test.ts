import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import type { Json } from '../template/template.ts'
import { loadValidators } from '../testing/load-validators.ts'
import { accepts } from './accepts.ts'
import { checkSchema } from './check-schema.ts'
import type { JsonSchema, Schema } from './json-schema.ts'
import { printSchemaType } from './print-schema-type.ts'
import { SchemaGraph } from './schema-graph.ts'

interface Case {
  name: string
  schema: JsonSchema
  type: string
  declarations?: string[]
  readonly?: string
  readonlyDeclarations?: string[]
  valid?: Json[]
  invalid?: { value: Json; problem: string }[]
}

const spec = new URL('../../spec/json-schema.yaml', import.meta.url)
const cases = load(readFileSync(spec, 'utf8')) as Case[]

describe('cases', () => {
  test.each(cases)('$name: type', ({ schema, type, declarations = [], readonly, readonlyDeclarations }) => {
    expect(checkSchema(schema)).toEqual([])
    const options = { name: 'Out', indent: '' }
    expect(printSchemaType(schema, options)).toEqual({ type, declarations })
    if (readonly === undefined && !readonlyDeclarations) return
    expect(printSchemaType(schema, { ...options, readonly: true })).toEqual({
      type: readonly ?? type,
      declarations: readonlyDeclarations ?? declarations,
    })
  })

  test.each(cases)('$name: values', async ({ schema, valid = [], invalid = [] }) => {
    const [validate] = await loadValidators([schema])
    const graph = new SchemaGraph(schema)
    for (const value of valid) {
      expect({ value, problem: validate?.(value) }).toEqual({ value, problem: undefined })
      expect(accepts(graph, schema as Schema, value)).toBe(true)
    }
    for (const { value, problem } of invalid) {
      expect({ value, problem: validate?.(value) }).toEqual({ value, problem })
      // What JSON cannot write is of no interest at build time.
      if (typeof value !== 'number' || Number.isFinite(value)) {
        expect(accepts(graph, schema as Schema, value)).toBe(false)
      }
    }
  })
})
