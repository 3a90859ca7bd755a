import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { jsonLiteral } from '../generate/literals.ts'
import type { Json } from '../template/template.ts'
import { compileTypes } from '../testing/compile-types.ts'
import { schemaArbitrary, valueArbitrary } from '../testing/schema-arbitrary.ts'
import { accepts } from './accepts.ts'
import type { JsonSchema, Schema } from './json-schema.ts'
import { printSchemaType } from './print-schema-type.ts'
import { printValidator } from './print-validator.ts'
import { sampleValue } from './sample-value.ts'
import { SchemaGraph } from './schema-graph.ts'

interface Case {
  schema: JsonSchema
  valid?: Json[]
}

/** The types of a schema, and constants of them that hold values that it accepts. */
function typesAndValues(schema: JsonSchema, values: readonly Json[], i: number): string[] {
  const readonly = printSchemaType(schema, { name: `In${i}`, indent: '', readonly: true })
  const mutable = printSchemaType(schema, { name: `Out${i}`, indent: '' })
  return [
    ...readonly.declarations,
    ...mutable.declarations,
    `export type In${i} = ${readonly.type}`,
    `export type Out${i} = ${mutable.type}`,
    ...values.flatMap((value, j) => [
      `const value${i}_${j} = ${jsonLiteral(value)}${value === null ? '' : ' as const'}`,
      `export const in${i}_${j}: In${i} = value${i}_${j}`,
    ]),
  ]
}

describe('types', () => {
  test('compile, and take what the schema accepts', async () => {
    const spec = readFileSync(new URL('../../spec/json-schema.yaml', import.meta.url), 'utf8')
    const cases = load(spec) as Case[]
    // TypeScript takes what an object inherits for the property, which no type can prevent.
    const renamed = <T extends Json>(json: T): T =>
      JSON.parse(JSON.stringify(json).replaceAll('constructor', 'other'))
    const parameters = { numRuns: 200, seed: 20_261_122 }
    const random = fc.sample(schemaArbitrary.map(renamed), parameters)
    const values = fc.sample(valueArbitrary.map(renamed), parameters)
    const lines = [
      ...cases.map(({ schema, valid = [] }) => ({ schema, values: valid })),
      ...random.map((schema) => {
        const graph = new SchemaGraph(schema)
        const accepted = values.filter((value) => accepts(graph, schema as Schema, value)).slice(0, 5)
        const sample = sampleValue(schema)
        return { schema, values: sample === undefined ? accepted : [sample, ...accepted] }
      }),
    ]
      .filter(({ schema }) => !JSON.stringify(schema).includes('constructor'))
      .flatMap(({ schema, values }, i) => typesAndValues(schema, values, i))
    expect(lines.filter((line) => line.startsWith('export const')).length).toBeGreaterThan(300)
    const messages = (await compileTypes('types', lines.join('\n'))).split('\n')
    // TS2559 is a guess at typing errors: no property in common with a type whose properties are all optional.
    expect(messages.filter((message) => message !== '' && !message.includes('TS2559'))).toEqual([])
  }, 30_000)

  test('the check above would notice', async () => {
    const lines = typesAndValues({ type: 'array', items: { type: 'string' } }, [[1]], 0)
    expect(await compileTypes('wrong', lines.join('\n'))).toContain(
      "Type 'readonly [1]' is not assignable to type 'In0'",
    )
  }, 30_000)

  test('are indented', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', description: 'Doc.' } } }
    expect(printSchemaType(schema, { name: 'Out', indent: '  ' }).type).toBe(
      '{\n    /** Doc. */\n    a?: string\n  }',
    )
  })
})

// The files beside the fixture are what a user gets. They are reviewed as such, and the type tests import them.
describe('golden files', () => {
  const fixture = (file: string): URL => new URL(`../../fixtures/json-schema/${file}`, import.meta.url)
  const schema: JsonSchema = JSON.parse(readFileSync(fixture('order.json'), 'utf8'))

  test('order.js', async () => {
    const text = `${printValidator(schema, 'checkOrder').join('\n')}\n`
    await expect(text).toMatchFileSnapshot(fixture('generated/order.js').pathname)
  })

  test('order.d.ts', async () => {
    const output = printSchemaType(schema, { name: 'Order', indent: '' })
    const input = printSchemaType(schema, { name: 'OrderInput', indent: '', readonly: true })
    const text = [
      ...output.declarations,
      `export type Order = ${output.type}`,
      ...input.declarations,
      `export type OrderInput = ${input.type}`,
      'export declare function checkOrder(value: unknown): string | undefined',
      '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot(fixture('generated/order.d.ts').pathname)
  })
})
