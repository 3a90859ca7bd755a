import { expect, test } from 'vitest'
import { checkClient } from './check-client.ts'

test.each(['deny', 'allow', {}, { 'rag-qa': 'allow' }] as const)('%j names nothing unknown', (client) => {
  expect(checkClient(client, ['rag-qa'])).toEqual([])
})

test('a name that is no prompt is an error, also one that every object has', () => {
  const client = { 'rag-aq': 'allow', toString: 'deny' } as const
  expect(checkClient(client, ['rag-qa']).map(({ code, prompt }) => [code, prompt])).toEqual([
    ['config', 'rag-aq'],
    ['config', 'toString'],
  ])
})
