import { expect, test } from 'vitest'
import { keyPlace } from './key-place.ts'

const config = `import { defineConfig, freeplay } from '@understudy/unplugin/config'
// { strict: "in a comment" }
const shared = { output: 'o', client: 'deny' }
const text = "{ missing: 1 }"
export default defineConfig({
  ...shared,
  source: [freeplay({ project: 'p', environments: { prod: 'production' } }), { read: \`a { strict: 1 }\` }],
  environments: (mode) => {
    const unused = [mode, 'pull']
    return ['prod']
  },
  chains: {
    'rag-qa': ['prod', 'third'],
    "two": [],
  },
  client: { qa: 'allow' },
  strict: true, pull,
})
`

test.each([
  ['a key', ['strict'], [17, 3]],
  ['one behind another', ['pull'], [17, 17]],
  ['one that another object has too', ['environments'], [8, 3]],
  ['one further in', ['client', 'qa'], [16, 13]],
  ['a key in quotes', ['chains', 'rag-qa'], [13, 5]],
  ['an entry of a list', ['chains', 'rag-qa', '1'], [13, 24]],
  ['a path of which there is only the beginning', ['chains', 'three', '0'], [12, 3]],
  ['an option of a source', ['source', '0', 'environments', 'prod'], [7, 53]],
  ['what is spread', ['output'], [3, 18]],
  ['what is exported before what is spread', ['client'], [16, 3]],
])('%s', (_, path, [line, column]) => {
  expect(keyPlace(config, path)).toEqual({ line, column })
})

test('what is not written out is nowhere', () => {
  expect(keyPlace(config, ['missing'])).toBeUndefined()
  expect(keyPlace(config, [])).toBeUndefined()
  expect(keyPlace('', ['strict'])).toBeUndefined()
})
