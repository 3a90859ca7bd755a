import type { JsonObject } from '@understudy/compiler'

/** What a template does with a variable. */
export type VariableUse = 'text' | 'condition' | 'list'

/**
 * The variables of a template whose syntax says what each is for: a test, a loop, a text.
 *
 * Mustache has one section for all of it, so that a list that is tested would repeat, and an object that is tested would
 * hide other variables. The schema made from here lets neither happen.
 */
export class ForeignVariables {
  readonly #uses = new Set<VariableUse>()
  readonly #fields = new Map<string, ForeignVariables>()
  #item: ForeignVariables | undefined

  /** Notes a use of the variable at the end of a path; an empty path is this one. */
  use(path: readonly string[], use: VariableUse): ForeignVariables {
    const [first, ...rest] = path
    if (first !== undefined) {
      const field = this.#fields.get(first) ?? new ForeignVariables()
      this.#fields.set(first, field)
      return field.use(rest, use)
    }
    this.#uses.add(use)
    return this
  }

  /** What the loop over this variable calls its item. */
  get item(): ForeignVariables {
    this.#item ??= new ForeignVariables()
    return this.#item
  }

  /** The first variable that is used in two ways that mustache cannot tell apart; undefined when there is none. */
  conflict(path: readonly string[] = []): { name: string; reason: string } | undefined {
    const name = path.join('.')
    if (this.#uses.has('condition') && this.#uses.has('list'))
      return { name, reason: 'is tested and looped over' }
    if (this.#uses.has('condition') && this.#fields.size > 0) {
      return { name, reason: 'is tested, and its keys are read' }
    }
    if (this.#uses.has('list') && this.#fields.size > 0) {
      return { name, reason: 'is looped over, and its keys are read' }
    }
    if (this.#uses.has('text') && this.#fields.size > 0) {
      return { name, reason: 'is printed whole, and its keys are read' }
    }
    for (const [key, field] of this.#fields) {
      const found = field.conflict([...path, key])
      if (found) return found
    }
    return this.#item?.conflict([...path, '[]'])
  }

  /** Whether more than inference from the mustache template is known. */
  get isTelling(): boolean {
    return (
      this.#uses.has('condition') ||
      this.#uses.has('list') ||
      [...this.#fields.values()].some((field) => field.isTelling)
    )
  }

  /** JSON Schema of a value that can stand here. */
  schema(): JsonObject {
    if (this.#item) return { type: 'array', items: this.#item.schema() }
    if (this.#fields.size > 0) {
      const names = [...this.#fields.keys()].sort()
      const properties = Object.fromEntries(
        names.map((name) => [name, this.#fields.get(name)?.schema() ?? {}]),
      )
      return { type: 'object', properties, required: names }
    }
    if (this.#uses.has('condition')) return { type: ['string', 'number', 'boolean', 'null'] }
    return {}
  }
}

/** What the names in a block are looked up in. */
export interface ForeignScope {
  variables: ForeignVariables
  /** What the loop calls its item; undefined outside of loops. */
  item?: string | undefined
}
