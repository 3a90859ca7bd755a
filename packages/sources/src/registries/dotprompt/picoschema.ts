import type { Json, JsonObject } from '@understudy/compiler'
import { isObject } from '../common/is-object.ts'
import { Unmappable } from '../common/unmappable.ts'

const SCALARS: readonly unknown[] = ['any', 'boolean', 'integer', 'null', 'number', 'string']

/** What the name of a key that stands for all other keys is. */
const WILDCARD = '(*)'

/**
 * A schema of dotprompt as JSON Schema, whether it is written in Picoschema or as JSON Schema already.
 *
 * @throws {Unmappable} for names of schemas that stand elsewhere, and for what is no schema.
 * @see https://google.github.io/dotprompt/reference/picoschema/
 */
export function readPicoschema(schema: Json): JsonObject {
  if (isObject(schema)) {
    if ([...SCALARS, 'object', 'array'].includes(schema.type)) return schema
    if (isObject(schema.properties)) return { ...schema, type: 'object' }
  }
  return read(schema)
}

function read(schema: Json): JsonObject {
  if (typeof schema === 'string') {
    const { type, description } = describe(schema)
    if (!SCALARS.includes(type)) {
      throw new Unmappable(`the schema \`${type}\` stands elsewhere`, 'Write the schema itself in its place.')
    }
    return { ...(type !== 'any' && { type }), ...description }
  }
  if (!isObject(schema)) {
    throw new Unmappable(
      `${JSON.stringify(schema)} is no schema`,
      'Write the name of a type, or keys with types.',
    )
  }
  const properties: JsonObject = {}
  const required: string[] = []
  let others: Json = false
  for (const [key, value] of Object.entries(schema)) {
    if (key === WILDCARD) {
      others = read(value)
      continue
    }
    const [, name = key, optional, how] = /^(.*?)(\?)?(?:\((.*)\))?$/.exec(key) ?? []
    if (!optional) required.push(name)
    properties[name] = property(value, how, optional !== undefined)
  }
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: others,
  }
}

function property(value: Json, how: string | undefined, isOptional: boolean): JsonObject {
  const { type, description } = describe(how ?? '')
  if (type === 'enum') {
    const values = Array.isArray(value) ? value : []
    return { enum: isOptional && !values.includes(null) ? [...values, null] : values, ...description }
  }
  if (type === 'array')
    return { type: isOptional ? ['array', 'null'] : 'array', items: read(value), ...description }
  if (type !== 'object' && how !== undefined) {
    throw new Unmappable(`\`(${how})\` is no kind of a schema`, 'Write `(array)`, `(object)` or `(enum)`.')
  }
  const inner = read(value)
  return {
    ...inner,
    ...(isOptional && typeof inner.type === 'string' && { type: [inner.type, 'null'] }),
    ...description,
  }
}

/** `string, the name`: the type, and what it is for. */
function describe(text: string): { type: string; description: { description?: string } } {
  const [, type = text, description] = /^(.*?), *(.*)$/s.exec(text) ?? []
  return { type, description: description === undefined ? {} : { description } }
}
