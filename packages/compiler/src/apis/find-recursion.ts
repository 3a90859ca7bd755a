import { type JsonPath, parseLocalRef } from '../json-schema/json-pointer.ts'
import type { Keywords, Schema } from '../json-schema/json-schema.ts'
import type { SchemaGraph } from '../json-schema/schema-graph.ts'
import { subschemas } from '../json-schema/subschemas.ts'

/** Finds a place where a schema contains itself: the path of the `$ref` that closes the ring. */
export function findRecursion(graph: SchemaGraph): JsonPath | undefined {
  const state = new Map<Keywords, 'open' | 'done'>()
  const visit = (schema: Schema, path: JsonPath, from: JsonPath): JsonPath | undefined => {
    if (typeof schema === 'boolean' || state.get(schema) === 'done') return undefined
    if (state.get(schema) === 'open') return from
    state.set(schema, 'open')
    const { $ref } = schema
    const target = graph.target(schema)
    if ($ref !== undefined && target !== undefined) {
      const found = visit(target, parseLocalRef($ref) ?? [], [...path, '$ref'])
      if (found) return found
    }
    for (const part of subschemas(schema)) {
      const at = [...path, ...part.path]
      const found = visit(part.schema, at, at)
      if (found) return found
    }
    state.set(schema, 'done')
    return undefined
  }
  return visit(graph.root, [], [])
}
