import type { Json } from '../template/template.ts'
import type { Keywords } from './json-schema.ts'

/** What a JSON value can be. Integers are numbers. */
export type Kind = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object'

/** Every kind. The order is that of printed unions. */
export const allKinds: readonly Kind[] = ['string', 'number', 'boolean', 'array', 'object', 'null']

/** The kind of a value. */
export function kindOf(value: Json): Kind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

/** The kinds that `type` and `nullable` of a schema allow. */
export function declaredKinds({ type, nullable }: Keywords): readonly Kind[] {
  if (type === undefined) return allKinds
  const names = new Set(Array.isArray(type) ? type : [type])
  if (nullable) names.add('null')
  return allKinds.filter((kind) => names.has(kind) || (kind === 'number' && names.has('integer')))
}

/** Whether numbers must be integers. */
export function isIntegerOnly({ type }: Keywords): boolean {
  return Array.isArray(type) ? type.includes('integer') && !type.includes('number') : type === 'integer'
}
