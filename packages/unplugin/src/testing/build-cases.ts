import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import type { PluginOptions } from '../core/options.ts'
import { checkManifest } from './check-manifest.ts'
import { everyChunk } from './every-chunk.ts'
import type { Fixture } from './fixture.ts'
import { openaiTemplate, promptFiles } from './fixture.ts'

/** One way to use prompts, which every bundler must build into something that runs. */
export interface BuildCase {
  name: string
  /** Files beside those of the fixture. */
  files?: Record<string, string>
  /** The project's folder in its temporary folder. */
  within?: string
  plugin?: PluginOptions
  /** What `dist/out.mjs` exports as `out`; without it the check says what must hold. */
  out?: unknown
  check?(fixture: Fixture): Promise<void>
}

const SHAKEN = 'Never imported.'

/** What the fixture's own entry exports. */
export const FIRST: readonly string[] = ['First words.', 'Fallback: First words.']

export const buildCases: readonly BuildCase[] = [
  {
    name: 'a named module, with nothing of the others',
    files: promptFiles('unused', SHAKEN),
    out: FIRST,
    check: async (fixture) => expect(await everyChunk(fixture)).not.toContain(SHAKEN),
  },
  {
    name: 'the index, with nothing of what is not used',
    files: {
      ...promptFiles('unused', SHAKEN),
      'main.js':
        "import { ragQa } from '#prompts'\nexport const out = ragQa.chain[0].request({ question: 'Why?' }).messages",
    },
    out: [
      { role: 'system', content: 'First words.' },
      { role: 'user', content: 'Why?' },
    ],
    async check(fixture) {
      expect(await everyChunk(fixture)).not.toContain(SHAKEN)
      await checkManifest(fixture)
    },
  },
  {
    name: 'a dynamic import',
    files: {
      ...promptFiles('unused', SHAKEN),
      'main.js': `export const out = import('#prompts/rag-qa').then(({ ragQa }) =>
        ragQa.candidates.prod.request({ question: 'Why?' }).messages[0].content)`,
    },
    out: 'First words.',
    check: async (fixture) => expect(await everyChunk(fixture)).not.toContain(SHAKEN),
  },
  {
    name: 'an import that package.json resolves as well',
    files: {
      'package.json': JSON.stringify({
        type: 'module',
        imports: { '#prompts': './.understudy/index.js', '#prompts/*': './.understudy/*.js' },
      }),
    },
    out: FIRST,
  },
  {
    name: 'an import inside a package that is CommonJS',
    files: { 'package.json': '{ "name": "app" }' },
    out: FIRST,
  },
  {
    name: 'a folder with spaces and letters beyond ASCII',
    within: 'påth with späces/日本',
    files: promptFiles('übersicht', 'Grüße.'),
    out: FIRST,
  },
  {
    name: 'names with folders in them, by name and in the index',
    files: {
      ...promptFiles('support/eu/rag-qa', 'In a folder.'),
      ...promptFiles('support/unused', SHAKEN),
      'main.js': `import { supportEuRagQa } from '#prompts/support/eu/rag-qa'
import * as all from '#prompts'
export const out = [all.supportEuRagQa === supportEuRagQa, supportEuRagQa.name, supportEuRagQa.chain[0].request({ question: 'Why?' }).messages[0].content]`,
    },
    out: [true, 'support/eu/rag-qa', 'In a folder.'],
    check: async (fixture) => expect(await everyChunk(fixture)).not.toContain(SHAKEN),
  },
  {
    name: 'a dependency with a #prompts of its own',
    files: {
      'node_modules/other/package.json':
        '{ "name": "other", "type": "module", "main": "index.js", "imports": { "#prompts/x": "./x.js" } }',
      'node_modules/other/index.js': "export { x } from '#prompts/x'",
      'node_modules/other/x.js': "export const x = 'its own'",
      'main.js': `import { ragQa } from '#prompts/rag-qa'
import { x } from 'other'
export const out = [x, ragQa.name]`,
    },
    out: ['its own', 'rag-qa'],
  },
  {
    name: 'a configuration and an output folder of its own',
    plugin: { config: { output: 'generated', environments: ['staging', 'fallback'] } },
    files: {
      'prompts/rag-qa/staging.yaml': openaiTemplate('Staging words.'),
      'main.js':
        "import { ragQa } from '#prompts/rag-qa'\nexport const out = ragQa.chain.map((one) => one.environment)",
    },
    out: ['staging', 'fallback'],
  },
  {
    name: 'a source map that leads to the generated file',
    async check(fixture) {
      const map: { sources: string[]; sourcesContent: string[] } = JSON.parse(
        await fixture.read('dist/out.mjs.map'),
      )
      const at = map.sources.findIndex((source) => source.endsWith('.understudy/rag-qa.js'))
      expect(map.sourcesContent[at]).toBe(await fixture.read('.understudy/rag-qa.js'))
    },
  },
  {
    name: 'an error whose stack names the line of the generated file',
    files: {
      'main.js': `import { ragQa } from '#prompts/rag-qa'
const caught = () => { try { ragQa.candidates.prod.request({}) } catch (error) { return error } }
const error = caught()
export const out = [error.name, error.stack]`,
    },
    async check(fixture) {
      const [name, stack] = Object.values(Object(await fixture.execute('dist/out.mjs'))).map(String)
      expect(name).toBe('MissingVariableError')
      const line = Number(/\.understudy\/rag-qa\.js:(\d+)/.exec(stack ?? '')?.[1])
      const generated = (await fixture.read('.understudy/rag-qa.js')).split('\n')
      expect(generated[line - 1]).toContain("'question'")
    },
  },
  {
    name: 'history, media, tools and an output schema for every api',
    files: assistantFiles(),
    plugin: { config: { environments: ['chat', 'responses', 'anthropic', 'google', 'bedrock'] } },
    async check(fixture) {
      const [bundled, plain] = await Promise.all(['dist/out.mjs', 'main.js'].map(fixture.execute))
      expect(bundled).toEqual(plain)
      expect(Object.keys(Object(bundled))).toEqual(['chat', 'responses', 'anthropic', 'google', 'bedrock'])
    },
  },
]

/** The assistant of the compiler's fixtures, alone in its project, and an entry that prints its five requests. */
function assistantFiles(): Record<string, string> {
  const folder = resolve(import.meta.dirname, '../../../compiler/fixtures/assistant')
  const templates = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
  return {
    ...Object.fromEntries(
      templates.map((file) => [`prompts/assistant/${file}`, readFileSync(join(folder, file), 'utf8')]),
    ),
    // The chain of this project has no place for the fixture's own prompt.
    ...Object.fromEntries(
      ['chat', 'responses', 'anthropic', 'google', 'bedrock'].map((environment) => [
        `prompts/rag-qa/${environment}.yaml`,
        openaiTemplate('Unused.'),
      ]),
    ),
    'package.json': JSON.stringify({
      type: 'module',
      imports: { '#prompts/*': './.understudy/*.js' },
    }),
    'main.js': `import { assistant } from '#prompts/assistant'
const bytes = 'aGk='
const media = {
  photo: { data: bytes, mediaType: 'image/png' },
  report: { data: bytes, mediaType: 'application/pdf', filename: 'report.pdf' },
  voice: { data: bytes, mediaType: 'audio/wav' },
}
const history = [{ role: 'user', content: 'Hello {{name}}' }]
export const out = Object.fromEntries(
  assistant.chain.map((one) => [one.environment, one.request({ name: 'Ada', question: 'Why $&?' }, { history, media })]),
)`,
  }
}
