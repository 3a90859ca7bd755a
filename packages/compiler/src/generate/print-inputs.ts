import { printSchemaType } from '../json-schema/print-schema-type.ts'
import type { CompiledTemplate } from '../template/template.ts'
import { inferVariables } from '../variables/infer-variables.ts'
import { declareType } from './declare-type.ts'
import { stringLiteral } from './literals.ts'
import { typeName } from './names.ts'
import { printDoc } from './print-doc.ts'
import type { PromptModule } from './print-module.ts'
import { printFields } from './print-variables.ts'

/**
 * Prints the type of a prompt's variables: what all candidates need together. Exact from `inputs` where a
 * candidate has them, and inferred from the template where it has none.
 */
export function printInputs({ name, chain, missing }: PromptModule): string {
  const type = typeName(name, 'variables')
  const doc = printDoc([`The variables of the prompt ${stringLiteral(name)}.`]).join('\n')
  const exact = distinctInputs(chain)
  const inferred = printInferred(
    chain.filter((template) => template.inputs === undefined),
    missing === 'empty',
  )
  if (exact.length === 0) {
    return inferred.length === 0
      ? `${doc}\nexport type ${type} = { readonly [name: string]: never }\n`
      : `${doc}\nexport interface ${type} {\n${inferred.join('\n')}\n}\n`
  }
  const printed = exact.map((schema, i) =>
    printSchemaType(schema, {
      name: typeName(name, i === 0 ? 'input' : `input${i + 1}`),
      indent: '',
      readonly: true,
    }),
  )
  const parts = [
    ...printed.map((part) => part.type),
    ...(inferred.length > 0 ? [`{\n${inferred.join('\n')}\n}`] : []),
  ]
  const [only = ''] = parts
  return [
    ...printed.flatMap((part) => part.declarations.flatMap((declaration) => [declaration, ''])),
    doc,
    declareType(
      type,
      parts.length === 1
        ? only
        : parts.map((part) => (part.includes(' | ') ? `(${part})` : part)).join(' & '),
    ),
    '',
  ].join('\n')
}

function distinctInputs(chain: readonly CompiledTemplate[]): NonNullable<CompiledTemplate['inputs']>[] {
  const byText = new Map(
    chain.flatMap(({ inputs }) => (inputs ? [[JSON.stringify(inputs), inputs] as const] : [])),
  )
  return [...byText.values()]
}

function printInferred(templates: readonly CompiledTemplate[], optional: boolean): string[] {
  const shape = inferVariables(
    templates.map(({ messages, recursions }) => ({
      nodes: messages.flatMap((message) => (message.kind === 'message' ? message.content : [])),
      recursions,
    })),
  )
  return printFields(shape, '  ', optional)
}
