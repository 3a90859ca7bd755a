import { join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { allowsClient, guardClient } from './guard-client.ts'

const root = join(sep, 'app')
const at = (path: string): string => join(root, path)
const result = { output: at('.understudy'), prompts: ['rag-qa', 'summary'] }

function contents(imports: Record<string, string[]>, sizes: Record<string, number>) {
  return {
    sizes: new Map(Object.entries(sizes).map(([path, size]) => [at(path), size])),
    importers: (id: string) =>
      Object.keys(imports)
        .map(at)
        .filter((from) => imports[from.slice(root.length + 1)]?.includes(id.slice(root.length + 1))),
  }
}

test.each([
  ['allow', true],
  ['deny', false],
  [{}, false],
  [{ 'rag-qa': 'allow' }, true],
  [{ 'rag-qa': 'deny' }, false],
  [{ summary: 'allow' }, false],
] as const)('%j permits rag-qa: %s', (policy, expected) => {
  expect(allowsClient(policy, 'rag-qa')).toBe(expected)
})

test('a policy knows no inherited names', () => {
  expect(allowsClient({}, 'constructor')).toBe(false)
})

test('names the shortest chain of imports, and the file to mend', () => {
  const graph = contents(
    {
      'src/main.ts': ['src/long.ts', 'src/answer.ts'],
      'src/long.ts': ['src/longer.ts'],
      'src/longer.ts': ['.understudy/rag-qa.js'],
      'src/answer.ts': ['.understudy/rag-qa.js'],
    },
    { 'src/main.ts': 10, 'src/answer.ts': 10, '.understudy/rag-qa.js': 100 },
  )
  expect(guardClient(root, 'deny', result, graph)).toMatchObject([
    {
      code: 'client_leak',
      prompt: 'rag-qa',
      file: 'src/answer.ts',
      summary: 'the prompt would reach the browser: src/main.ts → src/answer.ts → #prompts/rag-qa',
      hint: expect.stringContaining(`client: { "rag-qa": 'allow' }`),
    },
  ])
})

test('a chain through the index names the index, and the file above it', () => {
  const graph = contents(
    {
      'src/main.ts': ['.understudy/index.js'],
      '.understudy/index.js': ['.understudy/rag-qa.js', '.understudy/summary.js'],
    },
    {
      'src/main.ts': 10,
      '.understudy/index.js': 1,
      '.understudy/rag-qa.js': 100,
      '.understudy/summary.js': 0,
    },
  )
  expect(guardClient(root, 'deny', result, graph)).toMatchObject([
    {
      prompt: 'rag-qa',
      file: 'src/main.ts',
      summary: expect.stringMatching(/: src\/main\.ts → #prompts → #prompts\/rag-qa$/),
    },
  ])
})

test('lets pass what is permitted, what left no byte, and what is no prompt', () => {
  const sizes = {
    '.understudy/rag-qa.js': 1,
    '.understudy/summary.js': 0,
    '.understudy/other.js': 5,
    'src/rag-qa.js': 7,
  }
  expect(guardClient(root, { 'rag-qa': 'allow' }, result, contents({}, sizes))).toEqual([])
  expect(guardClient(root, 'allow', result, contents({}, { '.understudy/summary.js': 3 }))).toEqual([])
})

test('modules that import each other in a ring end the search', () => {
  const graph = contents(
    { 'a.ts': ['b.ts', '.understudy/rag-qa.js'], 'b.ts': ['a.ts'] },
    { '.understudy/rag-qa.js': 1 },
  )
  expect(guardClient(root, 'deny', result, graph)).toMatchObject([
    { summary: expect.stringMatching(/: b\.ts → a\.ts → #prompts\/rag-qa$/) },
  ])
})

test('tells of ten at most', () => {
  const prompts = Array.from({ length: 40 }, (_, i) => `p${i}`)
  const sizes = Object.fromEntries(prompts.map((name) => [`.understudy/${name}.js`, 1]))
  expect(guardClient(root, 'deny', { ...result, prompts }, contents({}, sizes))).toHaveLength(10)
})
