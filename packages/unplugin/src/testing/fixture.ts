import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { executeModule } from './execute-module.ts'

/** A user's project for one test; deleted with `await using`. */
export interface Fixture extends AsyncDisposable {
  root: string
  write(files: Record<string, string>): Promise<void>
  /** Writes a file as some editors do: it is empty for 20 ms, and watchers tell of the first change only. */
  writeSlowly(path: string, text: string): Promise<void>
  remove(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  read(path: string): Promise<string>
  /** When each file under a folder was last written, in milliseconds since 1970; hidden files left out. */
  modified(path: string): Promise<Record<string, number>>
  /** All files under a folder, sorted; empty when it is not there. */
  list(path: string): Promise<string[]>
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

/** Where a fixture lies. */
export interface FixtureOptions {
  /** The folder in which the temporary one is made. @default the system's */
  base?: string
  /** The project's folder in the temporary one. @default the temporary one itself */
  within?: string | undefined
}

/** A project with an entry `main.js` and one prompt `rag-qa` that says the text. */
export async function createFixture(
  text = 'First words.',
  files: Record<string, string> = {},
  { base = tmpdir(), within = '' }: FixtureOptions = {},
): Promise<Fixture> {
  await mkdir(base, { recursive: true })
  const temporary = await realpath(await mkdtemp(join(base, 'understudy-plugin-')))
  const root = join(temporary, within)
  const fixture: Fixture = {
    root,
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), text)
      }
    },
    async writeSlowly(path, text) {
      await writeFile(join(root, path), '')
      await setTimeout(20)
      await writeFile(join(root, path), text)
    },
    remove: (path) => rm(join(root, path), { recursive: true }),
    rename: (from, to) => rename(join(root, from), join(root, to)),
    async modified(path) {
      const files = (await fixture.list(path)).filter((file) => !file.startsWith('.'))
      const times = files.map(async (file) => [file, (await stat(join(root, path, file))).mtimeMs])
      return Object.fromEntries(await Promise.all(times))
    },
    read: (path) => readFile(join(root, path), 'utf8'),
    async list(path) {
      const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true }).catch(
        () => [],
      )
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(root, path).length + 1))
        .sort()
    },
    async run(path) {
      const code = await readFile(join(root, path), 'utf8')
      const module: { out?: unknown } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
      return module.out
    },
    execute: (path) => executeModule(join(root, path)),
    [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }),
  }
  await fixture.write({
    'package.json': '{ "name": "app", "type": "module", "private": true }',
    'main.js': MAIN,
    ...promptFiles('rag-qa', text),
    ...files,
  })
  await mkdir(join(root, 'node_modules/@understudy'), { recursive: true })
  for (const name of ['runtime', 'unplugin']) {
    const link = join(root, 'node_modules/@understudy', name)
    await symlink(resolve(import.meta.dirname, '../../..', name), link)
  }
  return fixture
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
