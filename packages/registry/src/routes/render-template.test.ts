import { expect, test } from 'vitest'
import { renderTemplate } from './render-template.ts'

test.each([
  ['{{a}} {{{a}}} {{&a}}', { a: '<"&{{b}}>', b: 'no' }, '<"&{{b}}> <"&{{b}}> <"&{{b}}>'],
  ['{{a}}', { a: { b: [1, null] } }, '{"b":[1,null]}'],
  ['{{a.b.c}}|{{a.x.c}}', { a: { b: { c: 0 } } }, '0|'],
  ['{{#l}}{{.}},{{/l}}{{^l}}none{{/l}}', { l: [1, 2] }, '1,2,'],
  ['{{#l}}x{{/l}}{{^l}}none{{/l}}', { l: [] }, 'none'],
  ['{{#o}}{{n}}{{outer}}{{/o}}', { o: { n: 'n' }, outer: 'o' }, 'no'],
  ['{{constructor}}{{a.constructor}}{{l.length}}{{__proto__}}', { a: {}, l: [1] }, ''],
  ['{{missing}}{{#missing}}x{{/missing}}', {}, ''],
  ['{{! no }}{{> partial}}.', {}, '.'],
])('%s', (template, variables, text) => {
  expect(renderTemplate(template, variables)).toBe(text)
})

test('sections in sections end', () => {
  const nested = (levels: number, inner: string): string =>
    '{{#l}}'.repeat(levels) + inner + '{{/l}}'.repeat(levels)
  const l = Array.from({ length: 100 }, () => 1)
  expect(() => renderTemplate(nested(9, ''), { l })).toThrow('too long')
  expect(() => renderTemplate('{{^x}}'.repeat(5_000) + '{{/x}}'.repeat(5_000), {})).toThrow('too deep')
})

test('a text that is no template is told', () => {
  expect(() => renderTemplate('{{#a}}', {})).toThrow('The template is malformed')
})
