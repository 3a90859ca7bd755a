import type { SchemaProblem } from './check-schema.ts'
import type { JsonPath } from './json-pointer.ts'
import { type Keywords, ownSchema } from './json-schema.ts'
import type { SchemaGraph } from './schema-graph.ts'

const ranges = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const

/** Keywords of one schema that cannot hold together. */
export function contradictions(graph: SchemaGraph, schema: Keywords, path: JsonPath): SchemaProblem[] {
  return [
    ...emptyRanges(schema, path),
    ...impossibleNames(schema, path),
    ...uselessNullable(schema, path),
    ...impossibleLiterals(graph, schema, path),
  ]
}

function emptyRanges(schema: Keywords, path: JsonPath): SchemaProblem[] {
  const problems: SchemaProblem[] = []
  for (const [min, max] of ranges) {
    if ((schema[min] ?? 0) > (schema[max] ?? Number.POSITIVE_INFINITY) && schema[min] !== undefined) {
      problems.push(range(path, min, max))
    }
  }
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  if (exclusiveMinimum !== undefined) {
    if (maximum !== undefined && exclusiveMinimum >= maximum)
      problems.push(range(path, 'exclusiveMinimum', 'maximum'))
    if (exclusiveMaximum !== undefined && exclusiveMinimum >= exclusiveMaximum)
      problems.push(range(path, 'exclusiveMinimum', 'exclusiveMaximum'))
  }
  if (exclusiveMaximum !== undefined && minimum !== undefined && minimum >= exclusiveMaximum) {
    problems.push(range(path, 'minimum', 'exclusiveMaximum'))
  }
  return problems
}

function range(path: JsonPath, min: string, max: string): SchemaProblem {
  return {
    path: [...path, min],
    summary: `nothing lies between \`${min}\` and \`${max}\``,
    hint: `Lower \`${min}\` or raise \`${max}\`.`,
  }
}

function impossibleNames(schema: Keywords, path: JsonPath): SchemaProblem[] {
  if (schema.additionalProperties !== false) return []
  return (schema.required ?? [])
    .filter((name) => ownSchema(schema.properties, name) === undefined)
    .map((name) => ({
      path: [...path, 'required'],
      summary: `${JSON.stringify(name)} is required, but \`additionalProperties: false\` forbids it`,
      hint: 'Add it to `properties`, or take it out of `required`.',
    }))
}

function uselessNullable(schema: Keywords, path: JsonPath): SchemaProblem[] {
  const { nullable, type } = schema
  if (nullable === undefined) return []
  const at = [...path, 'nullable']
  if (!nullable) {
    if (type !== 'null' && !(Array.isArray(type) && type.includes('null'))) return []
    return [
      { path: at, summary: '`type` allows null, and `nullable` forbids it', hint: 'Take `nullable` out.' },
    ]
  }
  if (type === undefined) {
    return [{ path: at, summary: '`nullable` has no effect without `type`', hint: 'Add `type:`.' }]
  }
  const values = schema.const !== undefined ? [schema.const] : schema.enum
  if (!values || values.includes(null)) return []
  return [
    {
      path: at,
      summary: `\`nullable\` has no effect, since \`${schema.const !== undefined ? 'const' : 'enum'}\` does not list null`,
      hint: 'Add null to `enum`.',
    },
  ]
}

function impossibleLiterals(graph: SchemaGraph, schema: Keywords, path: JsonPath): SchemaProblem[] {
  if (graph.literals(schema)?.length !== 0) return []
  return [
    {
      path: [...path, schema.const !== undefined ? 'const' : 'enum'],
      summary: 'the rest of this schema accepts none of these values',
      hint: 'Change the values, or `type` and the other keywords beside them.',
    },
  ]
}
