import type { Json } from '../template/template.ts'
import { canonicalJson, distinct } from './canonical-json.ts'
import { type Keywords, ownSchema, type Schema } from './json-schema.ts'
import { declaredKinds, isIntegerOnly, kindOf } from './kinds.ts'
import type { SchemaGraph } from './schema-graph.ts'

/** Whether a schema accepts a value. For build time; what applications run is printed by `printValidator`. */
export function accepts(graph: SchemaGraph, schema: Schema, value: Json): boolean {
  return new Acceptance(graph, value).of(schema)
}

/** Answers for one value, each schema asked once, however often it is shared. */
class Acceptance {
  readonly #graph: SchemaGraph
  readonly #value: Json
  readonly #answers = new Map<Keywords, boolean>()

  constructor(graph: SchemaGraph, value: Json) {
    this.#graph = graph
    this.#value = value
  }

  of(schema: Schema): boolean {
    if (typeof schema === 'boolean') return schema
    const known = this.#answers.get(schema)
    if (known !== undefined) return known
    const answer = this.#ask(schema)
    this.#answers.set(schema, answer)
    return answer
  }

  #ask(schema: Keywords): boolean {
    const value = this.#value
    const target = this.#graph.target(schema)
    return (
      declaredKinds(schema).includes(kindOf(value)) &&
      (schema.enum === undefined || schema.enum.some((part) => equal(part, value))) &&
      (schema.const === undefined || equal(schema.const, value)) &&
      (target === undefined || this.of(target)) &&
      (schema.allOf ?? []).every((part) => this.of(part)) &&
      (schema.anyOf === undefined || schema.anyOf.some((part) => this.of(part))) &&
      (schema.oneOf === undefined || schema.oneOf.filter((part) => this.of(part)).length === 1) &&
      this.#askParts(schema, value)
    )
  }

  #askParts(schema: Keywords, value: Json): boolean {
    if (typeof value === 'number') return numberFits(schema, value)
    if (typeof value === 'string') return stringFits(schema, value)
    if (Array.isArray(value)) {
      return (
        within(value.length, schema.minItems, schema.maxItems) &&
        (schema.uniqueItems !== true || distinct(value).length === value.length) &&
        value.every((item, i) => this.#part(schema.prefixItems?.[i] ?? schema.items, item))
      )
    }
    if (value === null || typeof value !== 'object') return true
    const entries = Object.entries(value)
    return (
      within(entries.length, schema.minProperties, schema.maxProperties) &&
      (schema.required ?? []).every((name) => Object.hasOwn(value, name)) &&
      entries.every(
        ([name, part]) =>
          this.#part(schema.propertyNames, name) &&
          this.#part(ownSchema(schema.properties, name) ?? schema.additionalProperties, part),
      )
    )
  }

  #part(schema: Schema | undefined, value: Json): boolean {
    return schema === undefined || accepts(this.#graph, schema, value)
  }
}

function equal(a: Json, b: Json): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b)
}

function within(count: number, min = 0, max = Number.POSITIVE_INFINITY): boolean {
  return count >= min && count <= max
}

function numberFits(schema: Keywords, value: number): boolean {
  return (
    within(value, schema.minimum ?? Number.NEGATIVE_INFINITY, schema.maximum) &&
    (schema.exclusiveMinimum === undefined || value > schema.exclusiveMinimum) &&
    (schema.exclusiveMaximum === undefined || value < schema.exclusiveMaximum) &&
    (!isIntegerOnly(schema) || Number.isInteger(value)) &&
    (schema.multipleOf === undefined || isMultiple(value, schema.multipleOf))
  )
}

/** In decimal, as people mean it: 19.99 is a multiple of 0.01, although the binary quotient is not whole. */
function isMultiple(value: number, of: number): boolean {
  if (Number.isInteger(of)) return value % of === 0
  const quotient = value / of
  return Math.abs(quotient - Math.round(quotient)) <= Math.abs(quotient) * 1e-15
}

function stringFits(schema: Keywords, value: string): boolean {
  return (
    within([...value].length, schema.minLength, schema.maxLength) &&
    (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value))
  )
}
