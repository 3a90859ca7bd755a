import type { Json } from '../template/template.ts'

/** A JSON Schema: a subset of draft 2020-12, and `definitions` of draft-07. `checkSchema` tells whether one fits. */
export type JsonSchema = boolean | { [keyword: string]: Json }

/** The names that `type` can take. */
export type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

/** A checked schema, its keywords typed. */
export type Schema = boolean | Keywords

/** Schemas by the name of a property or definition. */
export interface Schemas {
  [name: string]: Schema
}

/** The keywords that have an effect here. */
export interface Keywords {
  $ref?: string
  $defs?: Schemas
  definitions?: Schemas
  type?: TypeName | TypeName[]
  /** OpenAPI's: adds `null` to `type`. */
  nullable?: boolean
  enum?: Json[]
  const?: Json
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Schemas
  required?: string[]
  additionalProperties?: Schema
  propertyNames?: Schema
  minProperties?: number
  maxProperties?: number
  prefixItems?: Schema[]
  items?: Schema
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  title?: string
  description?: string
  default?: Json
  examples?: Json[]
}

/** Reads a name that may be hostile, such as `__proto__`. */
export function ownSchema(schemas: Schemas | undefined, name: string): Schema | undefined {
  return schemas && Object.hasOwn(schemas, name) ? schemas[name] : undefined
}
