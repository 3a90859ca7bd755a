import { describe, expect, test } from 'vitest'
import type { BrowserBundler } from './browser-bundlers.ts'
import { createFixture, promptFiles } from './fixture.ts'

/** A page whose module imports the prompt by way of another. */
export const PAGE = {
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'src/main.js': "import { answer } from './answer.js'\nglobalThis.answer = answer",
  'src/answer.js': "import { ragQa } from '#prompts/rag-qa'\nexport const answer = () => ragQa.chain",
}

/** How an error tells the way from the page to the prompt. */
export const DIRECT = 'src/main.js → src/answer.js → #prompts/rag-qa'

async function messageOf(building: Promise<string>): Promise<string> {
  return building.then(
    () => Promise.reject(new Error('The build did not fail.')),
    (failure: unknown) => String(failure),
  )
}

/** The first cases of {@link testClientGuard}: what is quick enough for every run of the tests. */
export function testFirstGuards(name: string, bundler: BrowserBundler): void {
  describe(name, () => firstGuards(bundler))
}

function firstGuards(bundler: BrowserBundler): void {
  test('a prompt in a bundle for the browser fails the build, with the chain and the next step', async () => {
    await using fixture = await createFixture('Secret sauce.', PAGE)
    const message = await messageOf(bundler.browser(fixture))
    expect(message).toContain(`rag-qa: the prompt would reach the browser: `)
    expect(message).toContain(DIRECT)
    expect(await fixture.list('dist')).toEqual([])
  })

  test('the same module may be in a bundle for a server', async () => {
    await using fixture = await createFixture('Server words.', PAGE)
    expect(await bundler.server(fixture)).toContain('Server words.')
  })
}

/** Lets a bundler build prompts into bundles for the browser, and for a server. */
export function testClientGuard(name: string, bundler: BrowserBundler): void {
  describe(name, () => {
    firstGuards(bundler)

    test.each([
      ['all', 'allow'],
      ['the one', { 'rag-qa': 'allow' }],
    ] as const)('a configuration that permits %s lets it pass', async (_name, client) => {
      await using fixture = await createFixture('Public words.', PAGE)
      expect(await bundler.browser(fixture, { config: { client } })).toContain('Public words.')
    })

    test('to permit one prompt permits no other', async () => {
      await using fixture = await createFixture('Public words.', {
        ...PAGE,
        ...promptFiles('summary', 'Private words.'),
        'src/main.js':
          "import './answer.js'\nimport { summary } from '#prompts/summary'\nglobalThis.x = summary.name",
      })
      const message = await messageOf(bundler.browser(fixture, { config: { client: { 'rag-qa': 'allow' } } }))
      expect(message).toContain('src/main.js → #prompts/summary')
      expect(message).not.toContain('→ #prompts/rag-qa')
    })

    test('a dynamic import is found', async () => {
      await using fixture = await createFixture('Words.', {
        ...PAGE,
        'src/main.js': "globalThis.load = () => import('./answer.js')",
      })
      expect(await messageOf(bundler.browser(fixture))).toContain(DIRECT)
      expect(await fixture.list('dist')).toEqual([])
    })

    test('an import through the index is found', async () => {
      await using fixture = await createFixture('Words.', {
        ...PAGE,
        ...promptFiles('summary', 'Other words.'),
        'src/answer.js': "import { ragQa } from '#prompts'\nexport const answer = () => ragQa.chain",
      })
      const message = await messageOf(bundler.browser(fixture))
      expect(message).toContain('src/answer.js → #prompts → #prompts/rag-qa')
      expect(message).not.toContain('#prompts/summary')
    })

    test('an import by a dependency of the workspace is found', async () => {
      await using fixture = await createFixture('Words.', {
        ...PAGE,
        'src/main.js': "import { answer } from 'lib'\nglobalThis.answer = answer",
        'node_modules/lib/package.json': '{ "name": "lib", "type": "module", "main": "index.js" }',
        'node_modules/lib/index.js': "export { answer } from '../../src/answer.js'",
      })
      expect(await messageOf(bundler.browser(fixture))).toContain(
        'src/main.js → node_modules/lib/index.js → src/answer.js → #prompts/rag-qa',
      )
    })

    test('an import by the path of the generated file is found', async () => {
      await using fixture = await createFixture('Words.', PAGE)
      await bundler.server(fixture)
      await fixture.remove('dist')
      await fixture.write({ 'src/answer.js': "export { ragQa as answer } from '../.understudy/rag-qa.js'" })
      expect(await messageOf(bundler.browser(fixture))).toContain(DIRECT)
    })

    test('what is imported and not used leaves no byte, and fails nothing', async () => {
      await using fixture = await createFixture('Words.', {
        ...PAGE,
        'src/answer.js': "export { ragQa } from '#prompts/rag-qa'\nexport const answer = 1",
      })
      expect(await bundler.browser(fixture)).not.toContain('Words.')
    })

    test('the option `browser` overrules what the bundler says', async () => {
      await using fixture = await createFixture('Words.', PAGE)
      expect(await bundler.browser(fixture, { browser: false })).toContain('Words.')
      expect(await messageOf(bundler.server(fixture, { browser: true }))).toContain(DIRECT)
    })

    test('a permitted prompt that does not exist is an error', async () => {
      await using fixture = await createFixture('Words.', PAGE)
      const message = await messageOf(bundler.server(fixture, { config: { client: { 'rag-aq': 'allow' } } }))
      expect(message).toContain('`client` in the config names a prompt that does not exist')
    })
  })
}
