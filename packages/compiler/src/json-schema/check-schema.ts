import { nearest } from '../nearest.ts'
import type { Json } from '../template/template.ts'
import { contradictions } from './contradictions.ts'
import { type JsonPath, parseLocalRef } from './json-pointer.ts'
import type { JsonSchema, Keywords, Schema } from './json-schema.ts'
import { isMapping, keywordValues, unsupportedKeywords } from './keyword-values.ts'
import { SchemaGraph } from './schema-graph.ts'
import { definitions, subschemas } from './subschemas.ts'

/** Something that makes a schema unusable. */
export interface SchemaProblem {
  /** Where in the schema. */
  path: (string | number)[]
  /** What is wrong, as part of a sentence. */
  summary: string
  /** The next step, as a sentence. */
  hint: string
}

/**
 * Finds what makes a schema unusable here: a keyword that is unknown, unsupported or malformed, a `$ref` to
 * nothing or to another document, and values that contradict each other. Empty if all is well.
 */
export function checkSchema(schema: Json): SchemaProblem[] {
  const problems: SchemaProblem[] = []
  const places = new Map<Keywords, JsonPath>()
  checkShape(schema, [], places, problems)
  // What follows reads the keywords, and so needs them well formed.
  if (problems.length > 0) return problems
  const graph = new SchemaGraph(schema as JsonSchema)
  for (const [part, path] of places) problems.push(...checkRef(graph, part, path, places))
  if (problems.length > 0) return problems
  problems.push(...checkLoops(graph, places))
  if (problems.length > 0) return problems
  for (const [part, path] of places) problems.push(...contradictions(graph, part, path))
  return problems
}

/** Checks each keyword for itself, and notes where each schema stands. */
function checkShape(
  schema: Json,
  path: JsonPath,
  places: Map<Keywords, JsonPath>,
  problems: SchemaProblem[],
): void {
  if (typeof schema === 'boolean') return
  if (!isMapping(schema)) {
    problems.push({
      path: [...path],
      summary: `${JSON.stringify(schema)?.slice(0, 60)} is no schema`,
      hint: Array.isArray(schema) ? listHint(path) : 'Write a mapping with `type:`, or true or false.',
    })
    return
  }
  const before = problems.length
  for (const [keyword, value] of Object.entries(schema)) {
    const problem = checkKeyword(keyword, value, path)
    if (problem) problems.push({ path: [...path, keyword], ...problem })
  }
  if (problems.length > before) return
  const keywords = schema as Keywords
  places.set(keywords, path)
  for (const part of [...subschemas(keywords), ...definitions(keywords)]) {
    checkShape(part.schema as Json, [...path, ...part.path], places, problems)
  }
}

function listHint(path: JsonPath): string {
  return path.at(-1) === 'items' ? 'Use `prefixItems` for a list of schemas.' : 'Write one schema.'
}

function checkKeyword(
  keyword: string,
  value: Json,
  path: JsonPath,
): Pick<SchemaProblem, 'summary' | 'hint'> | undefined {
  if (keyword.startsWith('x-')) return undefined
  const instead = unsupportedKeywords.get(keyword)
  if (instead !== undefined) return { summary: `the keyword \`${keyword}\` is not supported`, hint: instead }
  const known = keywordValues.get(keyword)
  if (!known) {
    const guess = nearest(keyword, keywordValues.keys())
    return {
      summary: `JSON Schema has no keyword ${JSON.stringify(keyword)}`,
      hint: guess
        ? `Did you mean \`${guess}\`?`
        : 'Take it out, or begin its name with `x-` if it is an annotation of yours.',
    }
  }
  if (keyword === '$id' && path.length > 0) {
    return { summary: '`$id` within a schema is not supported', hint: 'Refer by path, as `#/$defs/name`.' }
  }
  if (known.fits(value)) return undefined
  return { summary: `\`${keyword}\` must be ${known.expected}`, hint: 'Change this value.' }
}

function checkRef(
  graph: SchemaGraph,
  schema: Keywords,
  path: JsonPath,
  places: ReadonlyMap<Keywords, JsonPath>,
): SchemaProblem[] {
  const { $ref } = schema
  if ($ref === undefined) return []
  const at = [...path, '$ref']
  if (parseLocalRef($ref) === undefined) {
    return [
      {
        path: at,
        summary: `the reference ${JSON.stringify($ref)} does not lead into this schema by path`,
        hint: 'Copy the schema under `$defs` and refer to it as `#/$defs/name`.',
      },
    ]
  }
  const target = graph.target(schema)
  if (typeof target === 'boolean' || (target && places.has(target))) return []
  return [
    {
      path: at,
      summary: `the reference ${JSON.stringify($ref)} leads to no schema`,
      hint: refHint($ref, graph.root),
    },
  ]
}

function refHint(ref: string, root: Schema): string {
  const names = typeof root === 'boolean' ? [] : definitions(root).map(({ path }) => `#/${path.join('/')}`)
  const guess = nearest(ref, names)
  return guess ? `Did you mean ${JSON.stringify(guess)}?` : 'Add the schema under `$defs`.'
}

/** A schema that is defined by itself, without a property or an item in between, says nothing. */
function checkLoops(graph: SchemaGraph, places: ReadonlyMap<Keywords, JsonPath>): SchemaProblem[] {
  const problems: SchemaProblem[] = []
  const state = new Map<Keywords, 'open' | 'done'>()
  const visit = (schema: Schema): void => {
    if (typeof schema === 'boolean' || state.get(schema) === 'done') return
    if (state.get(schema) === 'open') {
      problems.push({
        path: [...(places.get(schema) ?? [])],
        summary: 'the schema refers to itself without a property or an item in between',
        hint: 'Take the reference out, or put it under a property.',
      })
      return
    }
    state.set(schema, 'open')
    const target = graph.target(schema)
    if (target !== undefined) visit(target)
    for (const part of subschemas(schema)) if (part.inPlace) visit(part.schema)
    state.set(schema, 'done')
  }
  for (const schema of places.keys()) visit(schema)
  return problems
}
