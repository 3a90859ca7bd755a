import type { JsonPath } from '../json-schema/json-pointer.ts'
import type { Keywords, Schema, Schemas, TypeName } from '../json-schema/json-schema.ts'
import { kindOf } from '../json-schema/kinds.ts'
import { SchemaGraph } from '../json-schema/schema-graph.ts'
import type { Json, JsonObject } from '../template/template.ts'
import { findRecursion } from './find-recursion.ts'
import type { OutputRules } from './schema-rules.ts'

/** Why an api does not take a schema: where in the schema, what is the matter, and the next step. */
export interface SchemaObjection {
  path: JsonPath
  summary: string
  hint: string
}

/** A schema as an api takes it, or why it does not. */
export type FittedOutput = { schema: JsonObject } | { objection: SchemaObjection }

/** Keywords that say nothing of the answer. */
const SILENT: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  'deprecated',
  'readOnly',
  'writeOnly',
  'discriminator',
])

/** What to do instead of a keyword that an api refuses. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['allOf', 'Write its parts as one schema.'],
  ['prefixItems', 'Write an object with a property for each place.'],
  ['definitions', 'Put these schemas under `$defs`, and refer to them there.'],
])

/**
 * Rewrites the schema of an answer so that an api takes it: an answer that fits the rewritten one has the shape that the
 * template asks for, and what the api does not hold it to is left to the validator.
 *
 * @param schema a schema that `checkSchema` finds no problem in
 */
export function fitOutput(schema: JsonObject, rules: OutputRules): FittedOutput {
  const graph = new SchemaGraph(schema)
  let objection = checkTop(schema, rules) ?? checkRecursion(graph, rules)

  const fit = (part: Schema, path: JsonPath): Schema => {
    if (typeof part === 'boolean') {
      if (rules.typed) objection ??= untyped(path)
      return part
    }
    objection ??= checkPart(graph, part, path, rules)
    const fitted: { [keyword: string]: unknown } = {}
    const told: string[] = []
    for (const [keyword, value] of Object.entries(translated(part, rules))) {
      if (takes(rules, keyword, value)) fitted[keyword] = fitWithin(keyword, value, path, fit)
      else if (!SILENT.has(keyword) && !keyword.startsWith('x-')) {
        told.push(`${keyword}: ${JSON.stringify(value)}`)
      }
    }
    if (told.length > 0) {
      fitted.description = [part.description, `(${told.join(', ')})`].filter(Boolean).join(' ')
    }
    if (rules.closedObjects && describesObject(part)) fitted.additionalProperties = false
    if (rules.typed && !part.type) {
      const types = typesOf(part)
      if (types) fitted.type = types
      else if (!part.$ref && !fitted.anyOf) objection ??= untyped(path)
    }
    return rules.loneRef ? withLoneRef(fitted as Keywords) : (fitted as Keywords)
  }

  const fitted = fit(schema as Schema, [])
  return objection ? { objection } : { schema: fitted as JsonObject }
}

/** Keywords under the names by which the api knows them. */
function translated({ nullable, ...part }: Keywords, rules: OutputRules): Keywords {
  const { oneOf, const: only } = part
  const result: Keywords = { ...part }
  if (nullable && part.type !== undefined) {
    const types: TypeName[] = typeof part.type === 'string' ? [part.type] : part.type
    result.type = [...new Set<TypeName>([...types, 'null'])]
  }
  if (rules.oneOfAsAnyOf && oneOf && !part.anyOf) {
    delete result.oneOf
    result.anyOf = oneOf
  }
  if (rules.constAsEnum && (typeof only === 'string' || typeof only === 'number') && !part.enum) {
    delete result.const
    result.enum = [only]
  }
  return result
}

function takes({ takes }: OutputRules, keyword: string, value: Json): boolean {
  if (!takes) return true
  const taken = takes[keyword]
  return taken === true || (taken?.includes(value) ?? false)
}

/** A keyword's value with the schemas in it rewritten. */
function fitWithin(
  keyword: string,
  value: unknown,
  path: JsonPath,
  fit: (part: Schema, path: JsonPath) => Schema,
): unknown {
  switch (keyword) {
    case '$defs':
    case 'definitions':
    case 'properties':
      return Object.fromEntries(
        Object.entries(value as Schemas).map(([name, part]) => [name, fit(part, [...path, keyword, name])]),
      )
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
    case 'prefixItems':
      return (value as Schema[]).map((part, i) => fit(part, [...path, keyword, i]))
    case 'items':
    case 'propertyNames':
      return fit(value as Schema, [...path, keyword])
    case 'additionalProperties':
      return typeof value === 'boolean' ? value : fit(value as Schema, [...path, keyword])
    default:
      return value
  }
}

/** The types of the values that a schema lists. */
function typesOf({ const: only, enum: listed }: Keywords): TypeName | TypeName[] | undefined {
  const values = only === undefined ? listed : [only]
  const [first, ...others] = [...new Set(values?.map(kindOf))]
  return others.length > 0 && first ? [first, ...others] : first
}

function untyped(path: JsonPath): SchemaObjection {
  return { path, summary: 'every schema must say its type', hint: 'Add `type:`.' }
}

/** Puts what stands beside a `$ref` around it. */
function withLoneRef(schema: Keywords): Keywords {
  const { $ref, $defs, definitions, ...beside } = schema
  if ($ref === undefined || Object.keys(beside).length === 0) return schema
  return { ...($defs && { $defs }), ...(definitions && { definitions }), ...beside, anyOf: [{ $ref }] }
}

function checkTop(schema: JsonObject, rules: OutputRules): SchemaObjection | undefined {
  if (!rules.objectAtTop) return undefined
  const keyword = rules.refusesAtTop?.find((name) => Object.hasOwn(schema, name))
  if (keyword === undefined && schema.type === 'object') return undefined
  const wrap = 'Put it into an object: `type: object`, with one property that has this schema.'
  if (keyword === undefined) return { path: [], summary: 'the answer must be an object', hint: wrap }
  return { path: [keyword], summary: `\`${keyword}\` may not stand at the top`, hint: wrap }
}

function checkRecursion(graph: SchemaGraph, { noRecursion }: OutputRules): SchemaObjection | undefined {
  const path = noRecursion ? findRecursion(graph) : undefined
  return (
    path && {
      path,
      summary: 'a schema may not contain itself',
      hint: 'Write out as many levels as the answer needs, or ask for a list whose items name each other.',
    }
  )
}

function checkPart(
  graph: SchemaGraph,
  part: Keywords,
  path: JsonPath,
  rules: OutputRules,
): SchemaObjection | undefined {
  const refused = rules.refuses?.find((keyword) => Object.hasOwn(part, keyword))
  if (refused !== undefined) {
    return {
      path: [...path, refused],
      summary: `\`${refused}\` is not supported`,
      hint: INSTEAD.get(refused) ?? '',
    }
  }
  if (rules.loneRef && part.$ref !== undefined && (part.anyOf ?? part.oneOf) !== undefined) {
    return {
      path: [...path, '$ref'],
      summary: '`$ref` may have no alternatives beside it',
      hint: 'Write them out without the `$ref`.',
    }
  }
  if (rules.plainAllOf && part.allOf?.some((one) => typeof one === 'object' && one.$ref !== undefined)) {
    return {
      path: [...path, 'allOf'],
      summary: '`allOf` may have no `$ref` in its parts',
      hint: 'Write the parts as one schema.',
    }
  }
  if (
    rules.plainEnum &&
    [part.const, ...(part.enum ?? [])].some((v) => typeof v === 'object' && v !== null)
  ) {
    return {
      path: [...path, part.enum ? 'enum' : 'const'],
      summary: 'the values may be no objects and no lists',
      hint: 'Write the alternatives as `anyOf`, each with its `properties`.',
    }
  }
  return checkObject(graph, part, path, rules)
}

function checkObject(
  graph: SchemaGraph,
  part: Keywords,
  path: JsonPath,
  rules: OutputRules,
): SchemaObjection | undefined {
  const { properties = {}, required = [], additionalProperties } = part
  const names = Object.keys(properties)
  if (rules.closedObjects) {
    const target = graph.target(part)
    const parts: Schema[] = [
      part,
      ...(target === undefined ? [] : [target]),
      ...(part.allOf ?? []),
      ...[part.anyOf, part.oneOf].flatMap((choice) => choice?.find(describesObject) ?? []),
    ]
    if (parts.filter(describesObject).length > 1) {
      return {
        path,
        summary: 'an object may not be put together of several schemas',
        hint: 'Write all properties of each alternative in one place, without `type: object` or `properties:` around them.',
      }
    }
    const isOpen =
      names.length === 0 ? additionalProperties !== false : (additionalProperties ?? false) !== false
    if (describesObject(part) && isOpen) {
      return {
        path: additionalProperties === undefined ? path : [...path, 'additionalProperties'],
        summary: 'an object may have no names that are not listed',
        hint: 'List the names under `properties:`, or write an array of objects with a name and a value.',
      }
    }
  }
  if (rules.allRequired && describesObject(part) && !names.every((name) => required.includes(name))) {
    return { path, summary: 'all properties must be required', hint: 'List them under `required:`.' }
  }
  return undefined
}

function describesObject(schema: Schema): boolean {
  if (typeof schema === 'boolean') return false
  return schema.properties !== undefined || [schema.type].flat().includes('object')
}
