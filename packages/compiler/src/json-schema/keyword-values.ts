import type { Json } from '../template/template.ts'
import { canonicalJson } from './canonical-json.ts'

/** What a keyword's value must be. Subschemas in it are checked apart. */
export interface KeywordValue {
  fits(value: Json): boolean
  /** Completes "must be …". */
  expected: string
}

const typeNames = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object']

const any: KeywordValue = { fits: () => true, expected: 'a value' }
const text: KeywordValue = { fits: (v) => typeof v === 'string', expected: 'a string' }
const flag: KeywordValue = { fits: (v) => typeof v === 'boolean', expected: 'true or false' }
const number: KeywordValue = { fits: (v) => typeof v === 'number', expected: 'a number' }
const list: KeywordValue = { fits: (v) => Array.isArray(v), expected: 'a list' }
const count: KeywordValue = { fits: (v) => Number.isSafeInteger(v) && Number(v) >= 0, expected: 'a count' }
const schemaList: KeywordValue = {
  fits: (v) => Array.isArray(v) && v.length > 0,
  expected: 'a list of schemas, not empty',
}
const schemaMap: KeywordValue = { fits: isMapping, expected: 'a mapping of names to schemas' }

/** The keywords that are known here, by name. */
export const keywordValues: ReadonlyMap<string, KeywordValue> = new Map(
  Object.entries({
    $ref: text,
    $defs: schemaMap,
    definitions: schemaMap,
    type: {
      fits: (v) =>
        isDistinctList(v)
          ? v.every((part) => typeNames.includes(String(part)))
          : typeof v === 'string' && typeNames.includes(v),
      expected: `one of ${typeNames.join(', ')}, or a list of them`,
    },
    nullable: flag,
    enum: { fits: isDistinctList, expected: 'a list of different values, not empty' },
    const: any,
    allOf: schemaList,
    anyOf: schemaList,
    oneOf: schemaList,
    properties: schemaMap,
    required: {
      fits: (v) => Array.isArray(v) && v.every((n) => typeof n === 'string') && new Set(v).size === v.length,
      expected: 'a list of different names',
    },
    additionalProperties: any,
    propertyNames: any,
    minProperties: count,
    maxProperties: count,
    prefixItems: schemaList,
    items: any,
    minItems: count,
    maxItems: count,
    uniqueItems: flag,
    minimum: number,
    maximum: number,
    exclusiveMinimum: number,
    exclusiveMaximum: number,
    multipleOf: { fits: (v) => typeof v === 'number' && v > 0, expected: 'a number above 0' },
    minLength: count,
    maxLength: count,
    pattern: { fits: isPattern, expected: 'a regular expression (as JavaScript reads it with the flag `u`)' },
    $schema: text,
    $id: text,
    $comment: text,
    title: text,
    description: text,
    default: any,
    examples: list,
    example: any,
    format: text,
    contentEncoding: text,
    contentMediaType: text,
    deprecated: flag,
    readOnly: flag,
    writeOnly: flag,
    discriminator: any,
  } satisfies { [keyword: string]: KeywordValue }),
)

/** Keywords of JSON Schema that types and validators cannot honour here, and what to do instead. */
export const unsupportedKeywords: ReadonlyMap<string, string> = new Map([
  ['not', 'List what is allowed instead, for instance with `enum` or `anyOf`.'],
  ['if', 'Write the cases as `anyOf`.'],
  ['then', 'Write the cases as `anyOf`.'],
  ['else', 'Write the cases as `anyOf`.'],
  ['contains', 'Use `items`, which describes every item.'],
  ['minContains', 'Use `items`, which describes every item.'],
  ['maxContains', 'Use `items`, which describes every item.'],
  ['patternProperties', 'Use `additionalProperties`, with `propertyNames` for the pattern.'],
  ['dependentRequired', 'Write the cases as `anyOf`.'],
  ['dependentSchemas', 'Write the cases as `anyOf`.'],
  ['dependencies', 'Write the cases as `anyOf`.'],
  ['additionalItems', 'Use `prefixItems` for the first items and `items` for the others.'],
  ['unevaluatedItems', 'Use `prefixItems` and `items: false`.'],
  ['unevaluatedProperties', 'Use `additionalProperties: false` in the schema that has the properties.'],
  ['$anchor', 'Refer by path, for instance `$ref: "#/$defs/name"`.'],
  ['$dynamicRef', 'Refer by path, for instance `$ref: "#/$defs/name"`.'],
  ['$dynamicAnchor', 'Refer by path, for instance `$ref: "#/$defs/name"`.'],
  ['$recursiveRef', 'Refer by path, for instance `$ref: "#"`.'],
  ['id', 'Use `$id`, at the top of the schema only.'],
])

/** Whether a value is a mapping, and not null or a list. */
export function isMapping(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isDistinctList(value: Json): value is Json[] {
  return Array.isArray(value) && value.length > 0 && new Set(value.map(canonicalJson)).size === value.length
}

function isPattern(value: Json): boolean {
  if (typeof value !== 'string') return false
  try {
    return new RegExp(value, 'u') instanceof RegExp
  } catch {
    return false
  }
}
