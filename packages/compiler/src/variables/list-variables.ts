import type { CompiledTemplate, JsonObject } from '../template/template.ts'
import { inferVariables } from './infer-variables.ts'
import type { Shape } from './shape.ts'

/** A variable that a chain of templates takes. */
export interface Variable {
  /** `question`, `user.name`, or `passages[].title` for the `title` of an item. */
  name: string
  /** `text`, `section` or `text or section` of one that is inferred; the type in the schema of one that is declared. */
  type: string
  /** Whether a call must give it. */
  required: boolean
}

/** The variables that templates take together, sorted by name: those of `inputs`, or else those that they use. */
export function listVariables(chain: readonly CompiledTemplate[]): Variable[] {
  const variables = new Map<string, Variable>()
  const add = (variable: Variable): void => {
    const { name, required } = variable
    variables.set(name, { ...variable, required: required || variables.get(name)?.required === true })
  }
  const inferred = inferVariables(
    chain.flatMap(({ inputs, messages, recursions }) =>
      inputs
        ? []
        : [
            {
              nodes: messages.flatMap((message) => (message.kind === 'message' ? message.content : [])),
              recursions,
            },
          ],
    ),
  )
  addFields(inferred, '', add)
  for (const { inputs } of chain) if (inputs) addDeclared(inputs, add)
  return [...variables.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

function addFields(shape: Shape, prefix: string, add: (variable: Variable) => void): void {
  for (const [field, inner] of shape.fields) {
    // Such a name is another level's, which an item may have too.
    if (!inner.required) continue
    const name = `${prefix}${field}`
    const uses = [inner.text && 'text', inner.section && 'section'].filter((use) => use !== false)
    if (uses.length > 0) add({ name, type: uses.join(' or '), required: true })
    addFields(inner, `${name}.`, add)
    if (inner.item) addFields(inner.item, `${name}[].`, add)
  }
}

function addDeclared(inputs: JsonObject, add: (variable: Variable) => void): void {
  const { properties, required } = inputs
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return
  for (const [name, schema] of Object.entries(properties)) {
    const isRequired = Array.isArray(required) && required.includes(name)
    const { type } = typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? schema : {}
    add({ name, type: [type ?? 'any'].flat().join(' or '), required: isRequired })
  }
}
