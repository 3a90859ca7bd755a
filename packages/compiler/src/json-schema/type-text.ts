/** A printed type, and what it takes to put it into another. */
export interface TypeText {
  text: string
  /** What stands outside of all brackets: unions and intersections need brackets in some places. */
  form: 'atom' | 'prefixed' | 'union' | 'intersection'
  /** The members of a union. */
  members?: readonly TypeText[]
}

/** A type that stands for itself. */
export function atom(text: string): TypeText {
  return { text, form: 'atom' }
}

/** Any value. */
export const unknownType: TypeText = atom('unknown')

/** The union of types; `never` for none. */
export function unionOf(types: readonly TypeText[]): TypeText {
  const parts = unique(types.flatMap((type) => type.members ?? type)).filter((part) => part.text !== 'never')
  if (parts.some((part) => part.text === 'unknown')) return unknownType
  if (parts.length < 2) return parts[0] ?? atom('never')
  return {
    text: parts.map((part) => (part.form === 'intersection' ? `(${part.text})` : part.text)).join(' | '),
    form: 'union',
    members: parts,
  }
}

/** The intersection of types; `unknown` for none. */
export function intersectionOf(types: readonly TypeText[]): TypeText {
  const parts = unique(types).filter((part) => part.text !== 'unknown')
  const never = parts.find((part) => part.text === 'never')
  if (never) return never
  if (parts.length < 2) return parts[0] ?? unknownType
  return {
    text: parts.map((part) => (part.form === 'union' ? `(${part.text})` : part.text)).join(' & '),
    form: 'intersection',
  }
}

/** The list of a type. */
export function listOf(item: TypeText, readonly: boolean): TypeText {
  const text = `${item.form === 'atom' ? item.text : `(${item.text})`}[]`
  return readonly ? { text: `readonly ${text}`, form: 'prefixed' } : atom(text)
}

function unique(types: readonly TypeText[]): TypeText[] {
  return [...new Map(types.map((type) => [type.text, type])).values()]
}
