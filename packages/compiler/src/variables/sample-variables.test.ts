import { expect, test } from 'vitest'
import { expandPartials } from '../mustache/expand-partials.ts'
import { inferVariables } from './infer-variables.ts'
import { sampleVariables } from './sample-variables.ts'

test.each([
  ['plain text', {}],
  ['{{a}} {{b.c}}', { a: '‹a›', b: { c: '‹c›' } }],
  ['{{#list}}{{x}} {{y}}{{/list}}', { list: [{ x: '‹x›', y: '‹y›' }] }],
  ['{{#list}}{{.}}{{/list}}', { list: ['‹list›'] }],
  ['{{#on}}yes{{/on}}', { on: true }],
  ['{{^off}}no{{/off}}', { off: true }],
  ['{{#name}}{{name}}{{/name}}', { name: '‹name›' }],
  ['{{#user}}{{name}}{{/user}}{{user.id}}', { user: { id: '‹id›', name: '‹name›' } }],
  ['{{q}}{{#list}}{{q}}{{x}}{{/list}}', { q: '‹q›', list: [{ x: '‹x›' }] }],
  ['{{#a}}{{#b}}{{c}}{{/b}}{{/a}}', { a: [{ b: [{ c: '‹c›' }] }] }],
])('%s', (text, expected) => {
  const shape = inferVariables([expandPartials(text, new Map())])
  expect(sampleVariables(shape)).toEqual(expected)
})
