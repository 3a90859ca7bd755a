import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'
import { createServer } from 'vite'
import { expect, test } from 'vitest'
import { createFixture, openaiTemplate } from '../../packages/unplugin/src/testing/fixture.ts'
import understudy from '../../packages/unplugin/src/vite.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
]

const MARKUP = `</script><script>document.title = 'owned'</script><img src=x onerror="document.title = 'owned'">`

test('the page shows the requests side by side, follows an edit, and takes no markup from a template', async () => {
  await using fixture = await createFixture('First words.', {
    'prompts/hostile/prod.yaml': openaiTemplate(MARKUP),
  })
  const server = await createServer({
    root: fixture.root,
    configFile: false,
    logLevel: 'silent',
    server: { host: '127.0.0.1', port: 0 },
    plugins: [understudy()],
  })
  await server.listen()
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: FLAGS })
  try {
    const page = await browser.newPage({ colorScheme: 'dark' })
    const problems: string[] = []
    page.on('console', (message) => problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(String(error)))
    const origins = new Set<string>()
    page.on('request', (request) => origins.add(new URL(request.url()).origin))

    const base = new URL('__understudy/', server.resolvedUrls?.local[0])
    await page.goto(`${base}#rag-qa`)
    const requests = page.getByRole('region', { name: /^the request of/ })
    await requests.nth(1).waitFor()
    expect(await requests.allTextContents()).toEqual([
      expect.stringContaining('"content": "First words."'),
      expect.stringContaining('"system": "Fallback: First words."'),
    ])
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(231, 233, 239)')

    await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
    await requests.filter({ hasText: 'Second words.' }).waitFor()

    await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('One line.\n\nA path: C:\\new\n') })
    const text = String.raw`"content": "One line.\n
        \n
        A path: C:\\new\n"
`
    await requests.filter({ hasText: 'A path' }).waitFor()
    expect(await requests.first().textContent()).toContain(text)

    await page.getByLabel('Filter prompts').fill('host')
    await page.getByRole('link', { name: 'hostile' }).click()
    await requests.filter({ hasText: 'owned' }).waitFor()
    expect(await page.title()).toBe('hostile · Understudy')
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(problems).toEqual([])
    expect([...origins]).toEqual([base.origin])
  } finally {
    await browser.close()
    await server.close()
  }
})
