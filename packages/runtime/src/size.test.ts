import { expect, test } from 'vitest'
import { bundle } from './fixtures/bundle.ts'

const client = `export { createClient } from './index.ts'`
const chat = `export { openai } from './openai.ts'`
const messages = `export { anthropic } from './anthropic.ts'`
const base = [client, chat, messages]

/** All that a client ships, whatever it is used with. */
const core = [
  'answer.ts',
  'clock.ts',
  'create-client.ts',
  'errors/completion-error.ts',
  'errors/understudy-error.ts',
  'errors/usage-error.ts',
  'policy/ask.ts',
  'policy/breaker.ts',
  'policy/classify.ts',
  'policy/complete.ts',
  'policy/failure-error.ts',
  'policy/pause.ts',
  'policy/read-retry-after.ts',
  'policy/retry-budget.ts',
  'policy/rule-of.ts',
  'prepare.ts',
]
const http = ['http/over-sdk.ts', 'http/read-response.ts', 'http/sse-parser.ts', 'http/usage-part.ts']

test.each([
  ['both adapters', 5_632, base, [...core, ...http, 'openai.ts', 'anthropic.ts']],
  ['openai', 5_267, [client, chat], [...core, ...http, 'openai.ts']],
  ['anthropic', 5_306, [client, messages], [...core, ...http, 'anthropic.ts']],
  ['no adapter', 4_151, [client], core],
])('a client with %s weighs at most %i bytes, and has nothing that it does not use', async (...row) => {
  const [, budget, lines, modules] = row
  const { size, shipped } = await bundle(...lines)
  expect(shipped.toSorted()).toEqual(modules.toSorted())
  expect(size).toBeLessThanOrEqual(budget)
})

/**
 * What is not everybody's: its module, and the bytes that it may add to a client with both adapters. Brotli's own choices
 * make these vary by some twenty bytes.
 */
test.each([
  ['hedging', 470, './index.ts', 'hedging.ts'],
  ['continuing', 390, './index.ts', 'continuing.ts'],
  ['shareCircuits', 260, './index.ts', 'share-circuits.ts'],
  ['limitConcurrency', 210, './index.ts', 'limit-concurrency.ts'],
  ['hasValidToolCalls', 85, './index.ts', 'has-valid-tool-calls.ts'],
  ['openaiResponses', 500, './openai-responses.ts', 'openai-responses.ts'],
  ['openaiFetch', 250, './fetch.ts', 'fetch.ts'],
  ['anthropicFetch', 250, './fetch.ts', 'fetch.ts'],
  ['aiSdk', 1_890, './ai-sdk.ts', 'ai-sdk.ts'],
  ['createHistoryConverter', 1_020, './history/index.ts', 'history/create-history-converter.ts'],
  ['openaiChat', 1_210, './history/index.ts', 'history/openai-chat.ts'],
  ['openaiResponses', 1_190, './history/index.ts', 'history/openai-responses.ts'],
  ['anthropicMessages', 1_320, './history/index.ts', 'history/anthropic-messages.ts'],
  ['googleGenerateContent', 1_230, './history/index.ts', 'history/google-generate-content.ts'],
  ['bedrockConverse', 1_610, './history/index.ts', 'history/bedrock-converse.ts'],
  ['toResponse', 390, './response/index.ts', 'response/to-response.ts'],
  ['toReadableStream', 300, './response/index.ts', 'response/to-readable-stream.ts'],
])('%s adds at most %i bytes, where it is imported', async (name, budget, entry, module) => {
  const before = await bundle(...base)
  const after = await bundle(...base, `export { ${name} } from '${entry}'`)
  expect(before.shipped).not.toContain(module)
  expect(after.shipped).toContain(module)
  expect(after.size - before.size).toBeLessThanOrEqual(budget)
})

test.each([
  ['hedging', './index.ts', ['continuing.ts', 'share-circuits.ts', 'limit-concurrency.ts']],
  ['limitConcurrency', './index.ts', ['continuing.ts', 'share-circuits.ts', 'hedging.ts']],
  ['openaiResponses', './openai-responses.ts', ['fetch.ts', 'ai-sdk.ts']],
  ['toReadableStream', './response/index.ts', ['response/to-response.ts']],
])('%s brings nothing else along', async (name, entry, others) => {
  const { shipped } = await bundle(...base, `export { ${name} } from '${entry}'`)
  expect(others.filter((module) => shipped.includes(module))).toEqual([])
})

test('whoever imports only the error check gets only that', async () => {
  const { size, shipped } = await bundle(`export { isUnderstudyError } from './index.ts'`)
  expect(shipped).toEqual(['errors/understudy-error.ts'])
  expect(size).toBeLessThanOrEqual(103)
})

test('it needs nothing from outside the package', async () => {
  const { inputs, imports, code } = await bundle(
    `export * from './index.ts'; export * from './openai.ts'; export * from './anthropic.ts'; export * from './template/index.ts'`,
  )
  expect(imports).toEqual([])
  expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([])
  expect(inputs).toContain('policy/complete.ts')
  // Runs under a strict content security policy, and without Node.
  expect(code).not.toMatch(/\beval\b|\bFunction\s*\(|\bprocess\b|\brequire\b|\bBuffer\b/)
})
