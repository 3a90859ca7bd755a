import { typePropertyName } from '../generate/literals.ts'
import { printDoc } from '../generate/print-doc.ts'
import type { Json } from '../template/template.ts'
import { type JsonSchema, type Keywords, ownSchema, type Schema } from './json-schema.ts'
import { allKinds, declaredKinds, type Kind, kindOf } from './kinds.ts'
import { nameShared } from './name-shared.ts'
import { printLiteralType } from './print-literal-type.ts'
import { SchemaGraph } from './schema-graph.ts'
import { atom, intersectionOf, listOf, type TypeText, unionOf, unknownType } from './type-text.ts'

/** How a schema's type is printed. */
export interface SchemaTypeOptions {
  /** What the names of declared types begin with, an identifier like `RagQaOutput`. */
  name: string
  /** What the lines after the first begin with. */
  indent: string
  /** Whether arrays are readonly, so that any array can be given. @default false */
  readonly?: boolean
}

/** A printed type. */
export interface SchemaType {
  type: string
  /** `export`ed types that it refers to: parts of the schema that are recursive or used more than once. */
  declarations: string[]
}

/**
 * Prints the TypeScript type of the values that a schema accepts. Bounds, lengths, patterns and counts do not
 * show in it, and neither does "exactly one" of `oneOf`.
 *
 * @param schema a schema that `checkSchema` finds no problem in
 */
export function printSchemaType(
  schema: JsonSchema,
  { name, indent, readonly = false }: SchemaTypeOptions,
): SchemaType {
  const printer = new TypePrinter(new SchemaGraph(schema), name, readonly)
  return {
    type: printer.print(schema as Schema, allKinds, indent).text,
    declarations: printer.declarations(),
  }
}

const plainTypes: { [kind in Kind]?: string } = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

class TypePrinter {
  readonly #graph: SchemaGraph
  readonly #readonly: boolean
  readonly #names: ReadonlyMap<Keywords, string>

  constructor(graph: SchemaGraph, name: string, readonly: boolean) {
    this.#graph = graph
    this.#readonly = readonly
    this.#names = nameShared(graph.shared, name)
  }

  declarations(): string[] {
    return [...this.#names].map(([schema, name]) => {
      const doc = printSchemaDoc(schema, '')
      const type = this.#printKeywords(schema, allKinds, '')
      const lone = isLoneObject(schema)
      return [
        ...doc,
        lone ? `export interface ${name} ${type.text}` : `export type ${name} = ${type.text}`,
      ].join('\n')
    })
  }

  /** The type of a value that is known to be of some kinds. `unknown` if the schema says no more than that. */
  print(schema: Schema, kinds: readonly Kind[], indent: string): TypeText {
    if (typeof schema === 'boolean') return schema ? unknownType : atom('never')
    const name = this.#names.get(schema)
    if (name === undefined) return this.#printKeywords(schema, kinds, indent)
    const isNarrower = [...this.#graph.kinds(schema)].every((kind) => kinds.includes(kind))
    return isNarrower ? atom(name) : intersectionOf([this.#printKinds(kinds), atom(name)])
  }

  #printKeywords(schema: Keywords, outer: readonly Kind[], indent: string): TypeText {
    const literals = this.#graph.literals(schema)
    if (literals) {
      return unionOf(
        literals
          .filter((value) => outer.includes(kindOf(value)))
          .map((value) => literalText(value, this.#readonly)),
      )
    }
    const declared = declaredKinds(schema)
    const kinds = outer.filter((kind) => declared.includes(kind))
    if (kinds.length === 0) return atom('never')
    const target = this.#graph.target(schema)
    const others = [
      ...(target === undefined ? [] : [this.print(target, kinds, indent)]),
      ...(schema.allOf ?? []).map((part) => this.print(part, kinds, indent)),
      ...[schema.anyOf, schema.oneOf].map((choice) =>
        choice ? unionOf(choice.map((part) => this.print(part, kinds, indent))) : unknownType,
      ),
    ]
    const whole = intersectionOf([this.#printParts(schema, kinds, indent), ...others])
    return whole.text === 'unknown' && kinds.length < outer.length ? this.#printKinds(kinds) : whole
  }

  /** What the keywords for objects and arrays say; `unknown` if there are none. */
  #printParts(schema: Keywords, kinds: readonly Kind[], indent: string): TypeText {
    const special = new Map<Kind, TypeText>()
    if (kinds.includes('object') && describesObject(schema)) {
      special.set('object', this.#printObject(schema, indent))
    }
    if (kinds.includes('array') && describesArray(schema)) {
      special.set('array', this.#printArray(schema, indent))
    }
    return special.size === 0 ? unknownType : this.#printKinds(kinds, special)
  }

  #printKinds(kinds: readonly Kind[], special?: ReadonlyMap<Kind, TypeText>): TypeText {
    return unionOf(
      kinds.map(
        (kind) =>
          special?.get(kind) ??
          (kind === 'array'
            ? listOf(unknownType, this.#readonly)
            : atom(plainTypes[kind] ?? '{ [name: string]: unknown }')),
      ),
    )
  }

  #printObject(schema: Keywords, indent: string): TypeText {
    const inner = `${indent}  `
    const required = new Set(schema.required)
    const types: TypeText[] = []
    const lines: string[] = []
    let isPlain = true
    const extra = schema.additionalProperties
    for (const name of new Set([...Object.keys(schema.properties ?? {}), ...required])) {
      const property = ownSchema(schema.properties, name) ?? extra ?? true
      const type = this.print(property, allKinds, inner)
      const doc = typeof property === 'boolean' ? [] : printSchemaDoc(property, inner)
      if (doc.length > 0) isPlain = false
      const mark = required.has(name) ? '' : '?'
      types.push(type, ...(mark ? [atom('undefined')] : []))
      lines.push(...doc, `${inner}${typePropertyName(name)}${mark}: ${type.text}`)
    }
    if (typeof extra === 'object' || lines.length === 0) {
      const type = this.print(extra ?? true, allKinds, inner)
      // An index signature covers the named properties as well.
      lines.push(`${inner}[name: string]: ${unionOf([type, ...types]).text}`)
    }
    const flat = `{ ${lines.map((line) => line.slice(inner.length)).join('; ')} }`
    if (isPlain && lines.length < 4 && flat.length <= 80 && !flat.includes('\n')) return atom(flat)
    return atom(`{\n${lines.join('\n')}\n${indent}}`)
  }

  #printArray(schema: Keywords, indent: string): TypeText {
    const { prefixItems, items = true, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
    if (!prefixItems) {
      return maxItems === 0 ? this.#tuple([]) : listOf(this.print(items, allKinds, indent), this.#readonly)
    }
    const places = prefixItems.slice(0, maxItems).map((part, i) => {
      const type = this.print(part, allKinds, indent)
      if (i < minItems) return type.text
      return `${type.form === 'atom' ? type.text : `(${type.text})`}?`
    })
    const rest = this.print(items, allKinds, indent)
    if (maxItems > prefixItems.length && rest.text !== 'never') places.push(`...${listOf(rest, false).text}`)
    return this.#tuple(places)
  }

  #tuple(places: readonly string[]): TypeText {
    const text = `[${places.join(', ')}]`
    return this.#readonly ? { text: `readonly ${text}`, form: 'prefixed' } : atom(text)
  }
}

function literalText(value: Json, readonly: boolean): TypeText {
  const text = printLiteralType(value, readonly)
  return { text, form: text.startsWith('readonly') ? 'prefixed' : 'atom' }
}

function describesObject(schema: Keywords): boolean {
  const extra = schema.additionalProperties
  return (
    Object.keys(schema.properties ?? {}).length > 0 ||
    (schema.required ?? []).length > 0 ||
    (extra !== undefined && extra !== true)
  )
}

function describesArray(schema: Keywords): boolean {
  return schema.prefixItems !== undefined || schema.items !== undefined || schema.maxItems === 0
}

/** Whether a schema's type is one object type, which can be an interface. */
function isLoneObject(schema: Keywords): boolean {
  return (
    schema.type === 'object' &&
    !schema.nullable &&
    !['enum', 'const', '$ref', 'allOf', 'anyOf', 'oneOf'].some((keyword) => Object.hasOwn(schema, keyword))
  )
}

function printSchemaDoc(schema: Keywords, indent: string): string[] {
  const text = schema.description ?? schema.title ?? ''
  if (text.trim() === '') return []
  return printDoc(text.trim().split('\n')).map((line) => `${indent}${line}`)
}
