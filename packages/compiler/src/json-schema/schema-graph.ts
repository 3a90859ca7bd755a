import type { Json } from '../template/template.ts'
import { accepts } from './accepts.ts'
import { distinct } from './canonical-json.ts'
import { type JsonPath, parseLocalRef, valueAt } from './json-pointer.ts'
import type { JsonSchema, Keywords, Schema } from './json-schema.ts'
import { allKinds, declaredKinds, type Kind, kindOf } from './kinds.ts'
import { subschemas } from './subschemas.ts'

/** A checked schema with its references followed. */
export class SchemaGraph {
  readonly root: Schema
  readonly #kinds = new Map<Keywords, ReadonlySet<Kind>>()
  readonly #literals = new Map<Keywords, Json[]>()
  #shared: ReadonlyMap<Keywords, JsonPath> | undefined

  constructor(root: JsonSchema) {
    this.root = root as Schema
  }

  /** What the schema's `$ref` points at. */
  target({ $ref }: Keywords): Schema | undefined {
    const path = $ref === undefined ? undefined : parseLocalRef($ref)
    return path && (valueAt(this.root as JsonSchema, path) as Schema | undefined)
  }

  /** The values that a schema with `enum` or `const` accepts; undefined for other schemas. */
  literals(schema: Schema): readonly Json[] | undefined {
    if (typeof schema === 'boolean') return undefined
    const named = schema.const !== undefined ? [schema.const] : schema.enum
    if (!named) return undefined
    const known = this.#literals.get(schema)
    if (known) return known
    const accepted = distinct(named).filter((value) => accepts(this, schema, value))
    this.#literals.set(schema, accepted)
    return accepted
  }

  /** The kinds of values that a schema may accept: never too few. */
  kinds(schema: Schema): ReadonlySet<Kind> {
    if (typeof schema === 'boolean') return new Set(schema ? allKinds : [])
    const known = this.#kinds.get(schema)
    if (known) return known
    const kinds = new Set(this.#findKinds(schema))
    this.#kinds.set(schema, kinds)
    return kinds
  }

  #findKinds(schema: Keywords): readonly Kind[] {
    const literals = this.literals(schema)
    if (literals) return literals.map(kindOf)
    const target = this.target(schema)
    const needed = [...(target === undefined ? [] : [target]), ...(schema.allOf ?? [])].map((part) =>
      this.kinds(part),
    )
    for (const choice of [schema.anyOf, schema.oneOf]) {
      if (choice) needed.push(new Set(choice.flatMap((part) => [...this.kinds(part)])))
    }
    return declaredKinds(schema).filter((kind) => needed.every((kinds) => kinds.has(kind)))
  }

  /** The schemas that need a name, and where they stand: recursive ones, and those that are used more than once. */
  get shared(): ReadonlyMap<Keywords, JsonPath> {
    this.#shared ??= this.#findShared()
    return this.#shared
  }

  #findShared(): Map<Keywords, JsonPath> {
    const shared = new Map<Keywords, JsonPath>()
    const seen = new Set<Keywords>()
    const paths = new Map<Keywords, JsonPath>()
    const visit = (schema: Schema, path: JsonPath): void => {
      if (typeof schema === 'boolean') return
      if (seen.has(schema)) {
        shared.set(schema, paths.get(schema) ?? path)
        return
      }
      seen.add(schema)
      paths.set(schema, path)
      const { $ref } = schema
      const target = this.target(schema)
      if ($ref !== undefined && target !== undefined) visit(target, parseLocalRef($ref) ?? [])
      for (const part of subschemas(schema)) visit(part.schema, [...path, ...part.path])
    }
    visit(this.root, [])
    return shared
  }
}
