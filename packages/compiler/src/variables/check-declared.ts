import type { ApiObjection } from '../apis/api-definition.ts'
import { nearest } from '../nearest.ts'
import type { JsonObject } from '../template/template.ts'
import { DeclaredInputs } from './declared-inputs.ts'
import { inferVariables, type TextTemplate } from './infer-variables.ts'

/** Objects to a template that uses a variable which its `inputs` do not declare. */
export function checkDeclared(
  inputs: JsonObject,
  templates: readonly TextTemplate[],
): ApiObjection | undefined {
  const { names } = new DeclaredInputs(inputs)
  if (!names) return undefined
  const unknown = [...inferVariables(templates).fields.keys()].find((name) => !names.includes(name))
  if (unknown === undefined) return undefined
  const guess = nearest(unknown, names)
  return {
    path: ['inputs'],
    summary: `the template uses {{${unknown}}}, which \`inputs\` does not declare`,
    hint: guess ? `Did you mean {{${guess}}}?` : `Add \`${unknown}\` to \`inputs.properties\`.`,
  }
}
