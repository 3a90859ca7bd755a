import type { Json } from '../template/template.ts'

/** Identifiers and keywords that cannot name a binding in a module. */
const reservedWords: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null package private ' +
    'protected public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
)

/** Whether a name can be written as an identifier, and not only as a string. */
export function isIdentifier(name: string): boolean {
  // Plain names take a fraction of the time without Unicode's tables.
  return /^[A-Za-z$_][\w$]*$/.test(name) || /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name)
}

/** Whether a name cannot name a binding. */
export function isReservedWord(name: string): boolean {
  return reservedWords.has(name)
}

/** A string literal for a module, in the style of a hand-written one. */
export function stringLiteral(text: string): string {
  // Most texts are as they stand, and to look is quicker than to escape.
  if (!/[^ !#-&(-[\]-~]/.test(text)) return `'${text}'`
  const json = JSON.stringify(text).slice(1, -1)
  if (!/["'\u2028\u2029]/.test(json)) return `'${json}'`
  const inModule = json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return `'${inModule.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** A property's name in an object literal. `__proto__` is computed: else it would set the prototype. */
export function propertyName(name: string): string {
  if (name === '__proto__') return "['__proto__']"
  return isIdentifier(name) ? name : stringLiteral(name)
}

/** A property's name in a type. */
export function typePropertyName(name: string): string {
  return isIdentifier(name) ? name : stringLiteral(name)
}

/** A JSON value as an expression. */
export function jsonLiteral(value: Json): string {
  if (typeof value === 'string') return stringLiteral(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(jsonLiteral).join(', ')}]`
  const fields = Object.entries(value).map(([name, part]) => `${propertyName(name)}: ${jsonLiteral(part)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

/** The type of a JSON value, as exact as it can be. `readonly` for values that are shared. */
export function jsonType(value: Json, readonly: boolean): string {
  if (value === null || typeof value !== 'object') return jsonLiteral(value)
  const mark = readonly ? 'readonly ' : ''
  if (Array.isArray(value)) {
    const types = [...new Set(value.map((part) => jsonType(part, readonly)))].join(' | ')
    return types === '' ? `${mark}never[]` : `${mark}(${types})[]`
  }
  const fields = Object.entries(value).map(
    ([name, part]) => `${mark}${typePropertyName(name)}: ${jsonType(part, readonly)}`,
  )
  return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`
}
