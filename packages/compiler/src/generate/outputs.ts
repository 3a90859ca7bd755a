import { printSchemaType } from '../json-schema/print-schema-type.ts'
import { printValidator } from '../json-schema/print-validator.ts'
import type { CompiledTemplate, JsonObject } from '../template/template.ts'
import { declareType } from './declare-type.ts'
import { typeName } from './names.ts'

/** An output schema of a chain: what its type and its validator are called. */
export interface Output {
  schema: JsonObject
  type: string
  validator: string
}

/** The output schemas of a prompt's chain, each once, by their text. */
export function outputsOf(prompt: string, chain: readonly CompiledTemplate[]): ReadonlyMap<string, Output> {
  const outputs = new Map<string, Output>()
  for (const { output } of chain) {
    if (!output || outputs.has(JSON.stringify(output))) continue
    const suffix = outputs.size === 0 ? '' : String(outputs.size + 1)
    outputs.set(JSON.stringify(output), {
      schema: output,
      type: typeName(prompt, `output${suffix}`),
      validator: `$output${suffix}`,
    })
  }
  return outputs
}

/** The output schema of a template among those of its chain. */
export function outputOf(
  template: CompiledTemplate,
  outputs: ReadonlyMap<string, Output>,
): Output | undefined {
  return template.output && outputs.get(JSON.stringify(template.output))
}

/** The functions that check answers. */
export function printValidators(outputs: ReadonlyMap<string, Output>): string[] {
  return [...outputs.values()].flatMap(({ schema, validator }) => [
    ...printValidator(schema, validator).map((line) => line.replace(/^export /, '')),
    '',
  ])
}

/** The types of checked answers. */
export function printOutputTypes(outputs: ReadonlyMap<string, Output>): string[] {
  return [...outputs.values()].flatMap(({ schema, type }) => {
    const printed = printSchemaType(schema, { name: type, indent: '' })
    return [
      ...printed.declarations.flatMap((declaration) => [declaration, '']),
      '/** A checked answer. */',
      declareType(type, printed.type),
      '',
    ]
  })
}
