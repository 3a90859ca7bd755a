import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const client = `export { createClient } from './index.ts'`
const chat = `export { openai } from './openai.ts'`
const responses = `export { openaiResponses } from './openai-responses.ts'`
const messages = `export { anthropic } from './anthropic.ts'`
const bareFetch = `export { anthropicFetch, openaiFetch } from './fetch.ts'`
const aiSdk = `export { aiSdk } from './ai-sdk.ts'`

async function bundle(...imports: string[]): Promise<{ code: string; size: number }> {
  const { outputFiles } = await build({
    stdin: { contents: imports.join('\n'), resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    packages: 'external',
    write: false,
  })
  const code = outputFiles[0]?.text ?? ''
  return { code, size: brotliCompressSync(code).length }
}

/** What is only in the code of one adapter. */
const marks = {
  chat: '[DONE]',
  responses: 'output_text',
  messages: 'message_stop',
  aiSdk: 'tool-input-start',
}

test.each([
  ['chat', chat],
  ['responses', responses],
  ['messages', messages],
  ['aiSdk', aiSdk],
] as const)('with %s no other adapter is shipped', async (name, adapter) => {
  const { code } = await bundle(client, adapter)
  expect(Object.entries(marks).flatMap(([key, mark]) => (code.includes(mark) ? [key] : []))).toEqual([name])
})

test.each([
  ['openai', 420, [chat], [messages]],
  ['anthropic', 500, [messages], [chat]],
  ['openaiResponses', 460, [responses], [chat, messages]],
  ['bare fetch', 260, [bareFetch], [chat, messages]],
  ['aiSdk', 1_700, [aiSdk], [chat, messages]],
] as const)('%s adds at most %i bytes to a client', async (_, budget, added, others) => {
  const before = await bundle(client, ...others)
  const after = await bundle(client, ...others, ...added)
  expect(after.size - before.size).toBeLessThanOrEqual(budget)
  expect(after.size).toBeGreaterThan(before.size)
})
