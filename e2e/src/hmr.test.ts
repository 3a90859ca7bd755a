import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'
import { createServer } from 'vite'
import { expect, test } from 'vitest'
import { BROKEN, createFixture, openaiTemplate } from '../../packages/unplugin/src/testing/fixture.ts'
import understudy from '../../packages/unplugin/src/vite.ts'

const PAGE = {
  'index.html':
    '<!doctype html><title>Test</title><p id="app"></p><script type="module" src="/main.js"></script>',
  'main.js': `import { ragQa } from '#prompts/rag-qa'
const { messages } = ragQa.candidates.prod.request({ question: 'Why?' })
document.querySelector('#app').textContent = messages[0].content
import.meta.hot.accept()`,
}

/** Without a sandbox of its own, a process of its own for graphics, or requests of its own. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
]

test('an edited template reaches a running page without a reload, and a broken one shows over it', async () => {
  await using fixture = await createFixture('First words.', PAGE)
  const server = await createServer({
    root: fixture.root,
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@understudy/source'] },
    server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
    plugins: [understudy({ config: { client: 'allow' } })],
  })
  await server.listen()
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: FLAGS })
  try {
    const page = await browser.newPage()
    let navigations = 0
    page.on('framenavigated', () => navigations++)
    const says = (words: string) => page.getByText(words).waitFor()
    const overlay = page.locator('vite-error-overlay')

    await page.goto(server.resolvedUrls?.local[0] ?? '')
    await says('First words.')
    await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
    await says('Second words.')

    await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
    await overlay.waitFor()
    expect(await overlay.locator('.message').textContent()).toContain('Close it with {{/passages}}.')
    expect(await overlay.locator('.file').textContent()).toContain('prompts/rag-qa/prod.yaml:6')
    await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Mended words.') })
    await says('Mended words.')
    await overlay.waitFor({ state: 'detached' })

    expect(navigations).toBe(1)
  } finally {
    await browser.close()
    await server.close()
  }
})
