import type { Json } from '../template/template.ts'
import { accepts } from './accepts.ts'
import { canonicalJson } from './canonical-json.ts'
import { type JsonSchema, type Keywords, ownSchema, type Schema } from './json-schema.ts'
import { allKinds, declaredKinds, type Kind } from './kinds.ts'
import { sampleNumbers } from './sample-numbers.ts'
import { sampleStrings } from './sample-strings.ts'
import { SchemaGraph } from './schema-graph.ts'

/**
 * An example of a value that the schema accepts; the same one every time. Takes the schema's own `examples` and
 * `default` where they fit. Undefined if no value is found: the schema accepts none, or only some that are too
 * hard to find, for instance by its `pattern`.
 *
 * @param schema a schema that `checkSchema` finds no problem in
 */
export function sampleValue(schema: JsonSchema): Json | undefined {
  return new Sampler(new SchemaGraph(schema)).first([schema as Schema], 0)
}

/** Steps after which a search is given up. */
const patience = 20_000
/** Nesting below which optional parts are shown. */
const optionalDepth = 4
const maxDepth = 32

class Sampler {
  readonly #graph: SchemaGraph
  #steps = 0

  constructor(graph: SchemaGraph) {
    this.#graph = graph
  }

  first(schemas: readonly Schema[], depth: number): Json | undefined {
    for (const value of this.#values(schemas, depth)) return value
    return undefined
  }

  /** Values that all schemas accept. */
  *#values(schemas: readonly Schema[], depth: number): Generator<Json> {
    if (depth > maxDepth) return
    for (const parts of this.#choices(schemas, [], depth)) {
      for (const value of this.#candidates(parts, depth)) {
        if (++this.#steps > patience) return
        if (schemas.every((schema) => accepts(this.#graph, schema, value))) yield value
      }
    }
  }

  /** Each way through `anyOf` and `oneOf`, as the schemas that then hold together. */
  *#choices(
    open: readonly Schema[],
    done: readonly Keywords[],
    depth: number,
  ): Generator<readonly Keywords[]> {
    if (++this.#steps > patience) return
    const [next, ...rest] = open
    if (next === undefined) yield done
    else if (next === true) yield* this.#choices(rest, done, depth)
    else if (next !== false && done.includes(next)) yield* this.#choices(rest, done, depth)
    else if (next !== false) {
      const target = this.#graph.target(next)
      const more = [...(target === undefined ? [] : [target]), ...(next.allOf ?? []), ...rest]
      for (const one of this.#inOrder(next.oneOf, depth)) {
        for (const any of this.#inOrder(next.anyOf, depth)) {
          yield* this.#choices([one, any, ...more], [...done, next], depth)
        }
      }
    }
  }

  /** As written; deep down, where recursion is to end, those without objects and arrays first. */
  #inOrder(branches: readonly Schema[] | undefined, depth: number): readonly Schema[] {
    if (!branches) return [true]
    if (depth < optionalDepth) return branches
    const isDeep = (schema: Schema): boolean => {
      const kinds = this.#graph.kinds(schema)
      return kinds.has('object') || kinds.has('array')
    }
    return branches.toSorted((a, b) => Number(isDeep(a)) - Number(isDeep(b)))
  }

  *#candidates(parts: readonly Keywords[], depth: number): Generator<Json> {
    for (const part of parts) yield* part.examples ?? []
    for (const part of parts) if (part.default !== undefined) yield part.default
    const literals = parts.flatMap((part) => this.#graph.literals(part) ?? [])
    yield* literals
    if (literals.length > 0) return
    const declared = parts.map(declaredKinds)
    for (const kind of likelyKinds(parts)) {
      if (declared.every((kinds) => kinds.includes(kind))) yield* this.#ofKind(kind, parts, depth)
    }
  }

  *#ofKind(kind: Kind, parts: readonly Keywords[], depth: number): Generator<Json> {
    switch (kind) {
      case 'object':
        yield* this.#objects(parts, depth)
        break
      case 'array':
        yield* this.#arrays(parts, depth)
        break
      case 'string':
        yield* sampleStrings(parts)
        break
      case 'number':
        yield* sampleNumbers(parts)
        break
      case 'boolean':
        yield true
        yield false
        break
      case 'null':
        yield null
    }
  }

  *#objects(parts: readonly Keywords[], depth: number): Generator<Json> {
    const required = new Set(parts.flatMap((part) => part.required ?? []))
    const optional = parts
      .flatMap((part) => Object.keys(part.properties ?? {}))
      .filter((name) => !required.has(name))
    const least = Math.max(0, ...parts.map((part) => part.minProperties ?? 0))
    const most = Math.min(...parts.map((part) => part.maxProperties ?? Number.POSITIVE_INFINITY))
    const isMap = optional.length + required.size === 0 && parts.some((p) => p.additionalProperties)
    for (const isFull of depth < optionalDepth ? [true, false] : [false, true]) {
      const entries = this.#properties(parts, required, depth)
      if (!entries) return
      const wanted = Math.min(most, Math.max(least, isFull && isMap ? 1 : 0))
      for (const name of isFull ? optional : []) this.#add(entries, name, parts, most, depth)
      if (entries.size < wanted) {
        for (const name of this.#newNames(parts, depth)) {
          this.#add(entries, name, parts, wanted, depth)
          if (entries.size >= wanted) break
        }
      }
      yield Object.fromEntries(entries)
    }
  }

  #add(
    entries: Map<string, Json>,
    name: string,
    parts: readonly Keywords[],
    most: number,
    depth: number,
  ): void {
    if (entries.size >= most || entries.has(name)) return
    if (parts.some((part) => !accepts(this.#graph, part.propertyNames ?? true, name))) return
    const value = this.first(propertySchemas(parts, name), depth + 1)
    if (value !== undefined) entries.set(name, value)
  }

  /** Names for properties that the schemas do not list. */
  *#newNames(parts: readonly Keywords[], depth: number): Generator<string> {
    const names = { type: 'string' as const, examples: Array.from({ length: 100 }, (_, i) => `key${i + 1}`) }
    for (const name of this.#values([names, ...parts.map((p) => p.propertyNames ?? true)], depth + 1)) {
      if (typeof name === 'string') yield name
    }
  }

  #properties(
    parts: readonly Keywords[],
    names: ReadonlySet<string>,
    depth: number,
  ): Map<string, Json> | undefined {
    const entries = new Map<string, Json>()
    for (const name of names) {
      const value = this.first(propertySchemas(parts, name), depth + 1)
      if (value === undefined) return undefined
      entries.set(name, value)
    }
    return entries
  }

  *#arrays(parts: readonly Keywords[], depth: number): Generator<Json> {
    const least = Math.max(0, ...parts.map((part) => part.minItems ?? 0))
    const most = Math.min(...parts.map((part) => part.maxItems ?? Number.POSITIVE_INFINITY))
    const usual = Math.max(1, least, ...parts.map((part) => part.prefixItems?.length ?? 0))
    const wanted = Math.min(most, depth < optionalDepth ? usual : least)
    const isUnique = parts.some((part) => part.uniqueItems)
    const items: Json[] = []
    while (items.length < wanted) {
      const item = this.#item(parts, items, isUnique, depth)
      if (item === undefined) break
      items.push(item)
    }
    yield items
    if (items.length > least) yield items.slice(0, least)
  }

  #item(
    parts: readonly Keywords[],
    before: readonly Json[],
    isUnique: boolean,
    depth: number,
  ): Json | undefined {
    const taken = new Set(isUnique ? before.map(canonicalJson) : [])
    const schemas = parts.map((part) => part.prefixItems?.[before.length] ?? part.items ?? true)
    for (const value of this.#values(schemas, depth + 1)) {
      if (!taken.has(canonicalJson(value))) return value
    }
    return undefined
  }
}

function propertySchemas(parts: readonly Keywords[], name: string): Schema[] {
  return parts.map((part) => ownSchema(part.properties, name) ?? part.additionalProperties ?? true)
}

/** The kinds that the keywords speak of come first, null last. */
function likelyKinds(parts: readonly Keywords[]): readonly Kind[] {
  const has = (...keywords: (keyof Keywords)[]): boolean =>
    parts.some((part) => keywords.some((keyword) => part[keyword] !== undefined))
  const likely: Kind[] = []
  if (has('properties', 'required', 'additionalProperties', 'minProperties')) likely.push('object')
  if (has('items', 'prefixItems', 'minItems')) likely.push('array')
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) likely.push('number')
  return [...new Set([...likely, ...allKinds])]
}
