import { typeName } from '../generate/names.ts'
import type { JsonPath } from './json-pointer.ts'
import type { Keywords } from './json-schema.ts'

/** Names for schemas by where they stand: the prefix and the last name of the path, numbered where taken. */
export function nameShared(
  shared: ReadonlyMap<Keywords, JsonPath>,
  prefix: string,
): ReadonlyMap<Keywords, string> {
  const taken = new Set([prefix])
  const names = new Map<Keywords, string>()
  for (const [schema, path] of shared) {
    const wanted = typeName(prefix, path.length === 0 ? 'root' : String(path.at(-1)))
    let name = wanted
    for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`
    taken.add(name)
    names.set(schema, name)
  }
  return names
}
