import { expect, test } from 'vitest'
import { callTool } from './tools.ts'

test('a country is found by any of its names', () => {
  expect(JSON.parse(callTool('get_country', '{"name": "holland "}'))).toMatchObject({ name: 'Netherlands' })
})

test('the countries of a region are listed', () => {
  expect(JSON.parse(callTool('list_countries', '{"region": "Antarctic"}'))).toContain('Antarctica')
})

test.each([
  ['get_country', '{"name": "Atlantis"}', 'There is no country Atlantis.'],
  ['get_country', '{"nam": "Norway"}', 'expected string'],
  ['get_country', '{"name": "Nor', 'JSON'],
  ['toString', '{}', 'There is no tool toString.'],
])('%s %s: the model reads what is wrong', (name, json, message) => {
  expect(JSON.parse(callTool(name, json))).toEqual({ error: expect.stringContaining(message) })
})
