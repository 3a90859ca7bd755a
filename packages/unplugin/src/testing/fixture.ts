import { mkdir, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type TempFolder, type TempFolderOptions, tempFolder } from '@understudy/testkit/temp-folder'
import { executeModule } from './execute-module.ts'

/** A user's project for one test; deleted with `await using`. */
export interface Fixture extends TempFolder {
  /** Runs a built module, as it is on disk now, and returns its export `out`. */
  run(path: string): Promise<unknown>
  /** Runs a module in a process of its own, with source maps and without `eval`, and returns its export `out`. */
  execute(path: string): Promise<unknown>
}

export { SOURCE_CONDITION } from './source-condition.ts'

/** An entry that formats one prompt with both of its candidates. */
const MAIN = `import { ragQa } from '#prompts/rag-qa'
export const out = [
  ragQa.candidates.prod.request({ question: 'Why?' }).messages[0].content,
  ragQa.candidates.fallback.request({ question: 'Why?' }).system,
]
`

/** A project with an entry `main.js` and one prompt `rag-qa` that says the text. */
export async function createFixture(
  text = 'First words.',
  files: Record<string, string> = {},
  options: TempFolderOptions = {},
): Promise<Fixture> {
  const folder = await tempFolder(
    {
      'package.json': '{ "name": "app", "type": "module", "private": true }',
      'main.js': MAIN,
      ...promptFiles('rag-qa', text),
      ...files,
    },
    options,
  )
  const { root } = folder
  await mkdir(join(root, 'node_modules/@understudy'), { recursive: true })
  for (const name of ['runtime', 'unplugin']) {
    const link = join(root, 'node_modules/@understudy', name)
    await symlink(resolve(import.meta.dirname, '../../..', name), link)
  }
  return {
    ...folder,
    async run(path) {
      const code = await folder.read(path)
      const module: { out?: unknown } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
      return module.out
    },
    execute: (path) => executeModule(join(root, path)),
  }
}

/** The two templates of a prompt, which say the same text. */
export function promptFiles(name: string, text: string): Record<string, string> {
  return {
    [`prompts/${name}/prod.yaml`]: openaiTemplate(text),
    [`prompts/${name}/fallback.yaml`]: `provider: anthropic
model: claude-haiku-4-5
parameters: { max_tokens: 100 }
messages:
  - role: system
    content: ${JSON.stringify(`Fallback: ${text}`)}
  - role: user
    content: "{{question}}"
`,
  }
}

export function openaiTemplate(text: string): string {
  return `provider: openai
model: gpt-5.4-mini
messages:
  - role: system
    content: ${JSON.stringify(text)}
  - role: user
    content: "{{question}}"
`
}

/** A template with a section that is never closed, in line 6. */
export const BROKEN = `provider: openai
model: gpt-5.4-mini
messages:
  - role: user
    content: |
      {{#passages}}
      {{question}}
`
