import type { Json } from '../template/template.ts'

/**
 * Whether a JSON Schema keeps to what OpenAI's strict mode demands: every object lists all its
 * properties as required and allows no others.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function isStrictSchema(schema: Json): boolean {
  if (schema === null || typeof schema !== 'object') return true
  if (Array.isArray(schema)) return schema.every(isStrictSchema)
  const { properties, required, additionalProperties, type } = schema
  const isObject =
    type === 'object' || (Array.isArray(type) && type.includes('object')) || properties !== undefined
  if (isObject) {
    const names = Object.keys(properties !== null && typeof properties === 'object' ? properties : {})
    const listed = Array.isArray(required) ? required : []
    if (additionalProperties !== false || !names.every((name) => listed.includes(name))) return false
  }
  return Object.values(schema).every(isStrictSchema)
}
