import { isIdentifier, isReservedWord } from '../generate/literals.ts'
import type { JsonSchema, Schema } from './json-schema.ts'
import { SchemaGraph } from './schema-graph.ts'
import { ValidatorPrinter } from './validator-printer.ts'

/**
 * Prints the JavaScript of a function that returns undefined for a value that the schema accepts, and else the
 * first problem with its JSON Pointer: `/items/2/price: expected a number`. It takes values of `JSON.parse`.
 *
 * The lines are statements of a module: `export function name(value)` and, before it, what it needs, whose names
 * begin with `name$`. They import nothing and generate no code.
 *
 * @param schema a schema that `checkSchema` finds no problem in
 * @throws {TypeError} if `name` cannot name a function
 */
export function printValidator(schema: JsonSchema, name: string): string[] {
  if (!isIdentifier(name) || isReservedWord(name))
    throw new TypeError(`${JSON.stringify(name)} cannot name a function`)
  return new ValidatorPrinter(new SchemaGraph(schema), name).print(schema as Schema)
}
