import type { Path } from '../mustache/syntax-tree.ts'
import type { JsonObject } from '../template/template.ts'

/** What `inputs` says of a name. */
export type Declaration = 'required' | 'optional'

/** A step into a value: to an own property, or into the items of a list. */
const items: unique symbol = Symbol('items')

/** A level of the context stack, as the way to it from the variables. */
export type LevelPath = readonly (string | typeof items)[]

/** The way to the items of a value at a level. */
export function itemsOf(level: LevelPath, path: Path): LevelPath {
  return [...level, ...path, items]
}

/** What a template's `inputs`, a JSON Schema, declares of the names that the template uses. */
export class DeclaredInputs {
  readonly #schema: JsonObject

  constructor(schema: JsonObject) {
    this.#schema = schema
  }

  /** The names of the variables. Undefined if the schema allows any. */
  get names(): readonly string[] | undefined {
    const { properties, additionalProperties } = this.#resolve(this.#schema)
    if (!isObject(properties) || isObject(additionalProperties) || additionalProperties === true)
      return undefined
    return Object.keys(properties)
  }

  /** What is declared of a name at the innermost level that knows it. `levels`: innermost first. */
  find(path: Path, levels: readonly LevelPath[]): Declaration | undefined {
    for (const level of levels) {
      const declaration = this.#at([...level, ...path])
      if (declaration) return declaration
    }
    return undefined
  }

  #at(path: LevelPath): Declaration | undefined {
    let schema = this.#resolve(this.#schema)
    let declaration: Declaration = 'required'
    for (const step of path) {
      if (step === items) {
        // A section enters a list's items, and an object itself.
        if (isObject(schema.items)) schema = this.#resolve(schema.items)
        continue
      }
      const { properties, required } = schema
      if (!isObject(properties) || !Object.hasOwn(properties, step)) return undefined
      if (!Array.isArray(required) || !required.includes(step)) declaration = 'optional'
      const next = properties[step]
      schema = isObject(next) ? this.#resolve(next) : {}
    }
    return declaration
  }

  #resolve(schema: JsonObject): JsonObject {
    const { $ref } = schema
    if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return schema
    let target: unknown = this.#schema
    for (const step of $ref.slice(2).split('/')) {
      const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
      target = isObject(target) && Object.hasOwn(target, name) ? target[name] : undefined
    }
    return isObject(target) ? target : {}
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
