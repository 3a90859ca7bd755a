import { jsonLiteral, typePropertyName } from '../generate/literals.ts'
import type { Json } from '../template/template.ts'

/** The type that has one JSON value only. */
export function printLiteralType(value: Json, readonly: boolean): string {
  if (value === null || typeof value !== 'object') return jsonLiteral(value)
  if (Array.isArray(value)) {
    const items = value.map((item) => printLiteralType(item, readonly)).join(', ')
    return `${readonly ? 'readonly ' : ''}[${items}]`
  }
  const fields = Object.entries(value).map(
    ([name, part]) => `${typePropertyName(name)}: ${printLiteralType(part, readonly)}`,
  )
  return fields.length === 0 ? '{ [name: string]: never }' : `{ ${fields.join('; ')} }`
}
