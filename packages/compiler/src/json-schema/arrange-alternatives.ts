import type { Json } from '../template/template.ts'
import { distinct } from './canonical-json.ts'
import { type Keywords, ownSchema, type Schema } from './json-schema.ts'
import type { Kind } from './kinds.ts'
import type { SchemaGraph } from './schema-graph.ts'

/** A branch of `anyOf` or `oneOf` that excludes the others. */
export interface Alternative {
  schema: Schema
  /** The kinds of value that it is for. */
  kinds: readonly Kind[]
  /** The values of the tag that it is for. */
  tags: readonly Json[]
}

/** Alternatives that exclude each other. */
export interface Alternatives {
  alternatives: readonly Alternative[]
  /** The property whose value tells them apart; without it, the kind of the value does. */
  tag?: string
}

/**
 * Finds what tells the branches of `anyOf` or `oneOf` apart, so that only one has to be checked and the problem
 * is that one's. Undefined if nothing does.
 */
export function arrangeAlternatives(
  graph: SchemaGraph,
  schemas: readonly Schema[],
  keyword: 'anyOf' | 'oneOf',
  outer: readonly Kind[],
): Alternatives | undefined {
  const alternatives = joinLiterals(graph, schemas, keyword)
    .map((schema) => {
      const kinds = graph.kinds(schema)
      return { schema, kinds: outer.filter((kind) => kinds.has(kind)), tags: [] }
    })
    .filter(({ kinds }) => kinds.length > 0)
  const grouped = groupByKind(alternatives, keyword)
  const all = grouped.flatMap(({ kinds }) => kinds)
  if (new Set(all).size < all.length) return undefined
  if (grouped.length > 1 || alternatives.length < 2) return { alternatives: grouped }
  if (all.some((kind) => kind !== 'object')) return undefined
  return tagged(
    graph,
    alternatives.map(({ schema }) => schema),
  )
}

/** Makes one choice of the branches for one kind, so that a value of another kind does not meet them. */
function groupByKind(alternatives: readonly Alternative[], keyword: 'anyOf' | 'oneOf'): Alternative[] {
  const groups = Map.groupBy(alternatives, ({ kinds }) => kinds.join())
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || group.length === 1 || first.kinds.length > 1) return group
    return [{ ...first, schema: { [keyword]: group.map(({ schema }) => schema) } }]
  })
}

/** Makes one `enum` of the branches that list their values. */
function joinLiterals(
  graph: SchemaGraph,
  schemas: readonly Schema[],
  keyword: 'anyOf' | 'oneOf',
): readonly Schema[] {
  const lists = schemas.map((schema) => graph.literals(schema))
  const values = lists.flatMap((list) => list ?? [])
  const joined = distinct(values)
  // A value that two branches list fits both, which `oneOf` does not allow.
  if (joined.length === 0 || (keyword === 'oneOf' && joined.length < values.length)) return schemas
  return [{ enum: joined }, ...schemas.filter((_, i) => lists[i] === undefined)]
}

/** Objects with a required property whose values differ, as in `{ kind: 'circle' } | { kind: 'square' }`. */
function tagged(graph: SchemaGraph, schemas: readonly Schema[]): Alternatives | undefined {
  const [first] = schemas
  if (first === undefined) return undefined
  for (const tag of requiredNames(graph, first)) {
    const alternatives = schemas.map((schema) => ({
      schema,
      kinds: ['object' as const],
      tags: tagValues(graph, schema, tag),
    }))
    const all = alternatives.flatMap(({ tags }) => tags)
    const isTag =
      alternatives.every(({ tags }) => tags.length > 0) &&
      all.every((value) => value === null || typeof value !== 'object') &&
      new Set(all).size === all.length
    if (isTag) {
      return {
        alternatives: alternatives.map((a) => ({ ...a, schema: withoutTag(graph, a.schema, tag) })),
        tag,
      }
    }
  }
  return undefined
}

/** Leaves out the check of a tag that has been looked at, where the schema is printed in place. */
function withoutTag(graph: SchemaGraph, schema: Schema, tag: string): Schema {
  if (typeof schema === 'boolean' || graph.shared.has(schema)) return schema
  const property = ownSchema(schema.properties, tag)
  if (property === undefined || graph.literals(property) === undefined) return schema
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, part]) => [name, name === tag ? true : part]),
  )
  return { ...schema, properties, required: (schema.required ?? []).filter((name) => name !== tag) }
}

function requiredNames(graph: SchemaGraph, schema: Schema): string[] {
  return inPlace(graph, schema).flatMap((part) => part.required ?? [])
}

function tagValues(graph: SchemaGraph, schema: Schema, tag: string): readonly Json[] {
  const parts = inPlace(graph, schema)
  if (!parts.some((part) => part.required?.includes(tag))) return []
  for (const part of parts) {
    const property = ownSchema(part.properties, tag)
    const literals = property === undefined ? undefined : inPlaceLiterals(graph, property)
    if (literals) return literals
  }
  return []
}

function inPlaceLiterals(graph: SchemaGraph, schema: Schema): readonly Json[] | undefined {
  for (const part of inPlace(graph, schema)) {
    const literals = graph.literals(part)
    if (literals) return literals
  }
  return undefined
}

/** A schema and the target of its reference. */
function inPlace(graph: SchemaGraph, schema: Schema): Keywords[] {
  if (typeof schema === 'boolean') return []
  const target = graph.target(schema)
  return [schema, ...(target === undefined ? [] : inPlace(graph, target))]
}
