import { jsonLiteral, stringLiteral } from '../generate/literals.ts'
import type { Json } from '../template/template.ts'
import { type Alternative, arrangeAlternatives } from './arrange-alternatives.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Keywords, Schema } from './json-schema.ts'
import { isOfKind, isOfOtherKind, kindNouns } from './kind-test.ts'
import { allKinds, declaredKinds, isIntegerOnly, type Kind } from './kinds.ts'
import { numberRules } from './number-rules.ts'
import type { SchemaGraph } from './schema-graph.ts'
import { chain, count, fail, indented, type Place, propertyAccess } from './statements.ts'
import { type ValidatorHelper, validatorHelpers } from './validator-helpers.ts'
import { atCode, atName, pathExpression } from './value-path.ts'

/**
 * Prints one validator. Statements return the problem as soon as they find one; functions for shared schemas
 * return it as it is below their value (`/price: expected a number`, `: expected an object`).
 */
export class ValidatorPrinter {
  readonly #graph: SchemaGraph
  readonly #prefix: string
  readonly #functions = new Map<Keywords, string>()
  readonly #pending: Keywords[] = []
  readonly #constants: string[] = []
  readonly #helpers = new Set<ValidatorHelper>()
  #count = 0

  constructor(graph: SchemaGraph, name: string) {
    this.#graph = graph
    this.#prefix = `${name}$`
  }

  print(root: Schema): string[] {
    const name = this.#prefix.slice(0, -1)
    const own = this.#statements(root, { code: 'value', path: [] }, allKinds)
    const functions: string[] = []
    for (let schema = this.#pending.shift(); schema; schema = this.#pending.shift()) {
      this.#count = 0
      functions.push(
        `function ${this.#functions.get(schema)}(value) {`,
        ...indented(this.#keywords(schema, { code: 'value', path: [] }, allKinds)),
        '}',
      )
    }
    const helpers = [...this.#helpers].flatMap((helper) =>
      validatorHelpers[helper].map((line) => line.replaceAll('$', () => this.#prefix)),
    )
    return [
      ...this.#constants,
      ...helpers,
      ...functions,
      `function ${this.#prefix}root(value) {`,
      ...indented(own),
      '}',
      `export function ${name}(value) {`,
      `  const problem = ${this.#prefix}root(value)`,
      // At the root there is no path, only the colon.
      "  return problem?.startsWith(': ') ? problem.slice(2) : problem",
      '}',
    ]
  }

  /** Statements that check a value that is known to be of some kinds. */
  #statements(schema: Schema, place: Place, kinds: readonly Kind[]): string[] {
    if (typeof schema === 'boolean') return schema ? [] : [fail(place, 'no value is allowed')]
    if (!this.#graph.shared.has(schema)) return this.#keywords(schema, place, kinds)
    const error = this.#variable('error')
    return [
      `const ${error} = ${this.#function(schema)}(${place.code})`,
      `if (${error}) return ${pathExpression(place.path, { code: error })}`,
    ]
  }

  #keywords(schema: Keywords, place: Place, outer: readonly Kind[]): string[] {
    const literals = this.#graph.literals(schema)
    // They have been checked against all other keywords.
    if (literals) return this.#literals(literals, place)
    const declared = declaredKinds(schema)
    const kinds = outer.filter((kind) => declared.includes(kind))
    const target = this.#graph.target(schema)
    return [
      ...this.#kinds(schema, place, kinds, outer),
      ...this.#ofKind(place, kinds, 'number', () => numberRules(schema, place)),
      ...this.#ofKind(place, kinds, 'string', () => this.#stringRules(schema, place)),
      ...this.#ofKind(place, kinds, 'array', () => this.#arrayRules(schema, place)),
      ...this.#ofKind(place, kinds, 'object', () => this.#objectRules(schema, place)),
      ...(target === undefined ? [] : this.#statements(target, place, kinds)),
      ...(schema.allOf ?? []).flatMap((part) => this.#statements(part, place, kinds)),
      ...(schema.anyOf ? this.#choice(schema.anyOf, 'anyOf', place, kinds) : []),
      ...(schema.oneOf ? this.#choice(schema.oneOf, 'oneOf', place, kinds) : []),
    ]
  }

  #kinds(schema: Keywords, place: Place, kinds: readonly Kind[], outer: readonly Kind[]): string[] {
    const isInteger = isIntegerOnly(schema) && kinds.includes('number')
    if (!isInteger && kinds.length === outer.length) return []
    const nouns = isInteger ? kindNouns(kinds).replace('a number', 'an integer') : kindNouns(kinds)
    return [`if (${isOfOtherKind(place.code, kinds, isInteger)}) ${fail(place, `expected ${nouns}`)}`]
  }

  /** Puts the rules for one kind under a condition, unless the value is known to be of that kind. */
  #ofKind(place: Place, kinds: readonly Kind[], kind: Kind, print: () => string[]): string[] {
    if (!kinds.includes(kind)) return []
    const rules = print()
    if (rules.length === 0 || kinds.length === 1) return rules
    return [`if (${isOfKind(place.code, [kind])}) {`, ...indented(rules), '}']
  }

  #literals(values: readonly Json[], place: Place): string[] {
    const [only] = values
    if (only === undefined) return [fail(place, 'no value is allowed')]
    const isScalar = values.every((value) => value === null || typeof value !== 'object')
    if (!isScalar) this.#helpers.add('canonical')
    const code = isScalar ? place.code : `${this.#prefix}canonical(${place.code})`
    const texts = values.map((value) => (isScalar ? jsonLiteral(value) : stringLiteral(canonicalJson(value))))
    if (values.length === 1) {
      return [`if (${code} !== ${texts[0]}) ${fail(place, `expected ${canonicalJson(only)}`)}`]
    }
    const list = this.#constant('values', `[${texts.join(', ')}]`)
    const shown = isScalar ? `JSON.stringify(${list})` : `'[' + ${list} + ']'`
    return [
      `if (!${list}.includes(${code})) return ${pathExpression(place.path, ': expected one of ', { code: shown })}`,
    ]
  }

  #stringRules(schema: Keywords, place: Place): string[] {
    const rules: string[] = []
    // In code points, as JSON Schema counts.
    const length = `[...${place.code}].length`
    const { minLength = 0, maxLength, pattern } = schema
    if (minLength === 1)
      rules.push(`if (${place.code} === '') ${fail(place, 'expected at least 1 character')}`)
    if (minLength > 1) {
      rules.push(`if (${length} < ${minLength}) ${fail(place, `expected at least ${minLength} characters`)}`)
    }
    if (maxLength !== undefined) {
      rules.push(
        `if (${length} > ${maxLength}) ${fail(place, `expected at most ${count(maxLength, 'character', 'characters')}`)}`,
      )
    }
    if (pattern !== undefined) {
      const regex = this.#constant('pattern', `/*#__PURE__*/ new RegExp(${stringLiteral(pattern)}, 'u')`)
      rules.push(
        `if (!${regex}.test(${place.code})) return ${pathExpression(place.path, ': expected a match of ', { code: regex })}`,
      )
    }
    return rules
  }

  #arrayRules(schema: Keywords, place: Place): string[] {
    const { prefixItems = [], items = true, minItems = 0, uniqueItems } = schema
    const max = items === false ? Math.min(prefixItems.length, schema.maxItems ?? Infinity) : schema.maxItems
    const length = `${place.code}.length`
    const rules: string[] = []
    if (minItems > 0) {
      rules.push(
        `if (${length} < ${minItems}) ${fail(place, `expected at least ${count(minItems, 'item', 'items')}`)}`,
      )
    }
    if (max !== undefined) {
      rules.push(`if (${length} > ${max}) ${fail(place, `expected at most ${count(max, 'item', 'items')}`)}`)
    }
    if (uniqueItems) {
      this.#helpers.add('canonical')
      rules.push(
        `if (new Set(${place.code}.map((item) => ${this.#prefix}canonical(item))).size < ${length}) ${fail(place, 'expected no two items alike')}`,
      )
    }
    for (const [i, part] of prefixItems.entries()) {
      const item = this.#variable('item')
      const inner = this.#statements(part, { code: item, path: atName(place.path, String(i)) }, allKinds)
      if (inner.length === 0) continue
      const body = [`const ${item} = ${place.code}[${i}]`, ...inner]
      rules.push(`if (${length} > ${i}) {`, ...indented(body), '}')
    }
    const [i, item] = [this.#variable('i'), this.#variable('item')]
    const each =
      items === false ? [] : this.#statements(items, { code: item, path: atCode(place.path, i) }, allKinds)
    if (each.length > 0) {
      rules.push(
        `for (let ${i} = ${prefixItems.length}; ${i} < ${length}; ${i}++) {`,
        ...indented([`const ${item} = ${place.code}[${i}]`, ...each]),
        '}',
      )
    }
    return rules
  }

  #objectRules(schema: Keywords, place: Place): string[] {
    const { properties = {}, required = [], minProperties = 0, maxProperties } = schema
    const rules: string[] = []
    const size = `Object.keys(${place.code}).length`
    if (minProperties > 0) {
      rules.push(
        `if (${size} < ${minProperties}) ${fail(place, `expected at least ${count(minProperties, 'property', 'properties')}`)}`,
      )
    }
    if (maxProperties !== undefined) {
      rules.push(
        `if (${size} > ${maxProperties}) ${fail(place, `expected at most ${count(maxProperties, 'property', 'properties')}`)}`,
      )
    }
    for (const name of required) {
      const missing = `!Object.hasOwn(${place.code}, ${stringLiteral(name)})`
      rules.push(`if (${missing}) ${fail({ ...place, path: atName(place.path, name) }, 'missing')}`)
    }
    const known = Object.entries(properties).map(([name, part]) =>
      this.#property(place, name, part, required.includes(name)),
    )
    // Short checks first: they tell alternatives apart before anything deep is looked into.
    for (const lines of known.toSorted((a, b) => Number(a.length > 4) - Number(b.length > 4)))
      rules.push(...lines)
    return [...rules, ...this.#eachProperty(schema, place)]
  }

  #property(place: Place, name: string, schema: Schema, isRequired: boolean): string[] {
    const path = atName(place.path, name)
    const value = this.#variable('value')
    const inner = this.#statements(schema, { code: value, path }, allKinds)
    if (inner.length === 0) return []
    const body = [`const ${value} = ${propertyAccess(place.code, name)}`, ...inner]
    if (isRequired) return body
    return [`if (Object.hasOwn(${place.code}, ${stringLiteral(name)})) {`, ...indented(body), '}']
  }

  /** What holds for names and for properties that are not listed. */
  #eachProperty(schema: Keywords, place: Place): string[] {
    const { properties = {}, propertyNames = true, additionalProperties = true } = schema
    const key = this.#variable('key')
    const path = atCode(place.path, `${this.#prefix}token(${key})`)
    const body: string[] = this.#statements(propertyNames, { code: key, path: [...path, ' (its name)'] }, [
      'string',
    ])
    const value = this.#variable('value')
    const inner =
      additionalProperties === false
        ? [fail({ ...place, path }, 'unexpected property')]
        : this.#statements(additionalProperties, { code: value, path }, allKinds)
    const listed = Object.keys(properties)
    const isListed = listed.length > 0 && inner.length > 0
    const names = isListed ? this.#constant('names', jsonLiteral(listed)) : ''
    if (inner.length > 0) {
      if (isListed) body.push(`if (${names}.includes(${key})) continue`)
      if (additionalProperties !== false) body.push(`const ${value} = ${place.code}[${key}]`)
      body.push(...inner)
    }
    if (body.length === 0) return []
    this.#helpers.add('token')
    return [`for (const ${key} of Object.keys(${place.code})) {`, ...indented(body), '}']
  }

  #choice(
    schemas: readonly Schema[],
    keyword: 'anyOf' | 'oneOf',
    place: Place,
    kinds: readonly Kind[],
  ): string[] {
    const arranged = arrangeAlternatives(this.#graph, schemas, keyword, kinds)
    if (!arranged) return this.#tryAll(schemas, keyword, place)
    const { tag } = arranged
    if (tag === undefined) return this.#branches(arranged.alternatives, place, kinds)
    const path = atName(place.path, tag)
    const access = propertyAccess(place.code, tag)
    const values = arranged.alternatives.flatMap((alternative) => alternative.tags)
    const list = this.#constant('values', jsonLiteral(values))
    return [
      ...(kinds.length > 1
        ? [`if (${isOfOtherKind(place.code, ['object'])}) ${fail(place, 'expected an object')}`]
        : []),
      `if (!Object.hasOwn(${place.code}, ${stringLiteral(tag)})) ${fail({ ...place, path }, 'missing')}`,
      ...chain(
        arranged.alternatives.map(({ schema, tags }) => ({
          test: tags.map((value) => `${access} === ${jsonLiteral(value)}`).join(' || '),
          body: this.#statements(schema, place, ['object']),
        })),
        [`return ${pathExpression(path, ': expected one of ', { code: `JSON.stringify(${list})` })}`],
      ),
    ]
  }

  /** Alternatives of different kinds: the value's kind says which one to check. */
  #branches(alternatives: readonly Alternative[], place: Place, kinds: readonly Kind[]): string[] {
    const branches = alternatives.map((alternative) => ({
      kinds: alternative.kinds,
      test: isOfKind(place.code, alternative.kinds),
      body: this.#statements(alternative.schema, place, alternative.kinds),
    }))
    const free = branches.filter(({ body }) => body.length === 0).flatMap((branch) => branch.kinds)
    const possible = kinds.filter((kind) => branches.some((branch) => branch.kinds.includes(kind)))
    const problem = fail(place, `expected ${kindNouns(possible)}`)
    const isComplete = possible.length === kinds.length
    const last = isComplete
      ? []
      : free.length === 0
        ? [problem]
        : [
            `if (${isOfOtherKind(
              place.code,
              allKinds.filter((kind) => free.includes(kind)),
            )}) ${problem}`,
          ]
    return chain(
      branches.filter(({ body }) => body.length > 0),
      last,
    )
  }

  /** Alternatives that cannot be told apart beforehand: each is tried. */
  #tryAll(schemas: readonly Schema[], keyword: 'anyOf' | 'oneOf', place: Place): string[] {
    const calls = schemas.map((schema) =>
      typeof schema === 'boolean' ? String(!schema) : `${this.#function(schema)}(${place.code})`,
    )
    const none = `expected to fit one of ${schemas.length} alternatives`
    if (keyword === 'anyOf') return [`if (${calls.join(' && ')}) ${fail(place, none)}`]
    const fits = this.#variable('fits')
    return [
      `const ${fits} = ${calls.map((call) => `!${call}`).join(' + ')}`,
      `if (${fits} !== 1) return ${fits} ? ${pathExpression(place.path, ': expected to fit only one of its alternatives')} : ${pathExpression(place.path, `: ${none}`)}`,
    ]
  }

  #function(schema: Keywords): string {
    const known = this.#functions.get(schema)
    if (known !== undefined) return known
    const name = `${this.#prefix}check${this.#functions.size + 1}`
    this.#functions.set(schema, name)
    this.#pending.push(schema)
    return name
  }

  #constant(word: string, code: string): string {
    const name = `${this.#prefix}${word}${this.#constants.length + 1}`
    this.#constants.push(`const ${name} = ${code}`)
    return name
  }

  #variable(word: string): string {
    return `${word}${++this.#count}`
  }
}
