import { expect, test } from 'vitest'
import { printFields } from './generate/print-variables.ts'
import { expandPartials } from './mustache/expand-partials.ts'
import { inferVariables } from './variables/infer-variables.ts'

function variables(...templates: string[]): string {
  return printFields(
    inferVariables(templates.map((template) => expandPartials(template, new Map()))),
    '',
    false,
  )
    .join('\n')
    .replaceAll('string | number | boolean | object', 'Value')
}

test.each([
  ['interpolation', ['{{a}} {{b-c}}'], "a: Value\n'b-c': Value"],
  ['dotted names', ['{{a.b.c}} {{a.d}}'], 'a: {\n  b: {\n    c: Value\n  }\n  d: Value\n}'],
  ['a condition', ['{{#a}}yes{{/a}}{{^a}}no{{/a}}'], 'a: Value | null'],
  [
    'a list of items',
    ['{{#a}}{{b}}{{/a}}'],
    'a: readonly {\n  b: Value\n}[] | {\n  b: Value\n} | false | null',
  ],
  ['a list of values', ['{{#a}}{{.}}{{/a}}'], 'a: readonly (Value)[] | string | number | boolean | null'],
  ['a name used outside too belongs outside', ['{{b}}{{#a}}{{b}}{{/a}}'], 'b: Value\na: Value | null'],
  [
    'and the item may have it',
    ['{{b}}{{#a}}{{b}}{{c}}{{/a}}'],
    'b: Value\na: readonly {\n  b?: Value\n  c: Value\n}[] | {\n  b?: Value\n  c: Value\n} | false | null',
  ],
  ['a condition that prints itself', ['{{#a}}({{a}}){{/a}}'], 'a: Value | null'],
  [
    'an optional field of an item',
    ['{{#a}}{{b}}{{#c}}{{c}}{{/c}}{{/a}}'],
    'a: readonly {\n  b: Value\n  c: Value | null\n}[] | {\n  b: Value\n  c: Value | null\n} | false | null',
  ],
  ['an inverted section keeps the level', ['{{^a}}{{b}}{{/a}}'], 'a: Value | null\nb: Value'],
  ['the union over the chain', ['{{a}}', '{{b}}{{a}}'], 'a: Value\nb: Value'],
  [
    'a name that another candidate uses outside belongs outside',
    ['{{#a}}{{b}}{{c}}{{/a}}', '{{b}}'],
    'a: readonly {\n  b?: Value\n  c: Value\n}[] | {\n  b?: Value\n  c: Value\n} | false | null\nb: Value',
  ],
])('%s', (_, templates, expected) => {
  expect(variables(...templates)).toBe(expected)
})
