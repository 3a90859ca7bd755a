import { escapePointer, type JsonPath } from '../json-schema/json-pointer.ts'
import { isMapping } from '../json-schema/keyword-values.ts'
import type { Json, Template } from '../template/template.ts'
import type { ApiObjection } from './api-definition.ts'
import type { ToolRules } from './schema-rules.ts'

/** Finds a tool that an api refuses: its name, or the schema of its arguments, which may use all of JSON Schema. */
export function checkTools({ tools, api }: Template, rules: ToolRules): ApiObjection | undefined {
  for (const [i, { name, parameters }] of tools.entries()) {
    const refuse = (path: JsonPath, what: string, hint: string): ApiObjection => ({
      path: ['tools', i, ...path],
      summary: `${api} refuses the tool \`${name}\`: ${what}`,
      hint,
    })
    if (rules.name && !rules.name.test(name)) {
      return refuse(
        ['name'],
        'a name must begin with a letter or `_`',
        'Rename it, also where its calls are handled.',
      )
    }
    const keyword = rules.refusesAtTop?.find((one) => Object.hasOwn(parameters, one))
    if (keyword !== undefined) {
      return refuse(
        ['parameters', keyword],
        `\`${keyword}\` may not stand at the top of its parameters`,
        'List all arguments under `properties:`, and check what depends on another in your own code.',
      )
    }
    const { properties } = parameters
    const argument = isMapping(properties)
      ? Object.keys(properties).find((one) => rules.argument?.test(one) === false)
      : undefined
    if (argument !== undefined) {
      return refuse(
        ['parameters', 'properties', argument],
        `the argument ${JSON.stringify(argument)} has a name of other signs than letters, digits, \`_\`, \`.\` and \`-\`, or of more than 64`,
        'Rename the argument.',
      )
    }
    const list = rules.needsItems ? listWithoutItems(parameters, []) : undefined
    if (list) {
      return refuse(
        ['parameters', ...list],
        `an array does not say what its items are, at \`#/${list.map((key) => escapePointer(String(key))).join('/')}\``,
        'Add `items:`, with `{}` for any.',
      )
    }
  }
  return undefined
}

/** The path of a schema for arrays without `items`. */
function listWithoutItems(schema: Json | undefined, path: JsonPath): JsonPath | undefined {
  if (!isMapping(schema)) return undefined
  if ([schema.type].flat().includes('array') && schema.items === undefined) return path
  for (const [keyword, value] of Object.entries(schema)) {
    for (const [key, part] of partsOf(keyword, value)) {
      const found = listWithoutItems(part, [...path, ...key])
      if (found) return found
    }
  }
  return undefined
}

/** The schemas in a keyword's value, and their paths. */
function partsOf(keyword: string, value: Json): [path: JsonPath, schema: Json][] {
  if (['items', 'additionalProperties', 'not'].includes(keyword)) return [[[keyword], value]]
  if (['anyOf', 'oneOf', 'allOf'].includes(keyword) && Array.isArray(value)) {
    return value.map((part, i) => [[keyword, i], part])
  }
  if (['properties', '$defs', 'definitions'].includes(keyword) && isMapping(value)) {
    return Object.entries(value).map(([name, part]) => [[keyword, name], part])
  }
  return []
}
