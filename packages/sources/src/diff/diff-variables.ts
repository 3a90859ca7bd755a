import { type CompiledTemplate, listVariables, type Variable } from '@understudy/compiler'
import type { VariableDiff } from './project-diff.ts'

/** Compares what calls of two chains give: variables, history and media. */
export function diffVariables(
  before: readonly CompiledTemplate[],
  after: readonly CompiledTemplate[],
): VariableDiff[] {
  const [old, now] = [givenTo(before), givenTo(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
    .filter(({ before, after }) => before?.type !== after?.type || before?.required !== after?.required)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether calls that gave what was asked for do not do so any more. */
export function isBreaking(variables: readonly VariableDiff[]): boolean {
  return variables.some(({ before, after }) => {
    if (!before) return after?.required === true
    return !after || before.type !== after.type || (after.required && !before.required)
  })
}

function givenTo(chain: readonly CompiledTemplate[]): Map<string, Variable> {
  const messages = chain.flatMap((template) => template.messages)
  const options = messages.flatMap((message): Variable[] => {
    if (message.kind === 'history') return [{ name: 'options.history', type: 'history', required: false }]
    return message.media.map(({ name, type }) => ({ name: `options.media.${name}`, type, required: true }))
  })
  return new Map([...listVariables(chain), ...options].map((variable) => [variable.name, variable]))
}
