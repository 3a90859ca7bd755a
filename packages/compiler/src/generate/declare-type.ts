/** The declaration of a type: an interface where it is one object, as that reads best on hover. */
export function declareType(name: string, type: string): string {
  return isOneObject(type) ? `export interface ${name} ${type}` : `export type ${name} = ${type}`
}

/** Whether the first brace closes at the very end. Braces in strings only make it say no too often. */
function isOneObject(type: string): boolean {
  if (!type.startsWith('{')) return false
  let depth = 0
  for (let i = 0; i < type.length; i++) {
    if (type[i] === '{') depth++
    if (type[i] === '}' && --depth === 0) return i === type.length - 1
  }
  return false
}
