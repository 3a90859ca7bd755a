import { fileURLToPath } from 'node:url'
import understudy from '@understudy/unplugin/vite'
import { build, type Plugin } from 'vite'
import { expect, test } from 'vitest'

/** Builds the page as it is, or with a line of code more in one of its modules. */
const buildPage = (module = '', code = '') => {
  const addition: Plugin = {
    name: 'addition',
    transform: (text, id) => (module !== '' && id.endsWith(module) ? `${text}\n${code}` : undefined),
  }
  return build({
    root: fileURLToPath(new URL('..', import.meta.url)),
    configFile: false,
    logLevel: 'silent',
    plugins: [understudy(), addition],
    build: { write: false },
  })
}

test('the page talks to its server, and is built', { timeout: 30_000 }, async () => {
  await expect(buildPage()).resolves.toBeDefined()
})

test('the page cannot import the prompt', { timeout: 30_000 }, async () => {
  const leak = "import { ragQa } from '#prompts/rag-qa'\nglobalThis.prompt = ragQa.chain"
  await expect(buildPage('/src/client/ask.ts', leak)).rejects.toThrow(
    'the prompt would reach the browser: index.html → src/client/main.ts → src/client/ask.ts → #prompts/rag-qa',
  )
})
