import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A project's folder for one test; deleted with `await using`. */
export interface TempProject extends AsyncDisposable {
  root: string
  write(files: Record<string, string>): Promise<void>
  remove(path: string): Promise<void>
  read(path: string): Promise<string>
  /** All files under a folder, sorted; empty when it is not there. */
  list(path: string): Promise<string[]>
}

export async function tempProject(files: Record<string, string> = {}): Promise<TempProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'understudy-')))
  // What leaves the root by a step or two is still in a folder of the test's own.
  const root = join(folder, 'work', 'project')
  await mkdir(root, { recursive: true })
  const project: TempProject = {
    root,
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), text)
      }
    },
    remove: (path) => rm(join(root, path), { recursive: true }),
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
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
  await project.write(files)
  return project
}

/** A template of OpenAI's that says a text and asks `{{question}}`. */
export function openaiTemplate(text = 'Answer briefly.'): string {
  return `provider: openai
model: gpt-5.4-mini
messages:
  - role: system
    content: ${JSON.stringify(text)}
  - role: user
    content: "{{question}}"
`
}

/** A template of Anthropic's that says a text and asks `{{question}}`. */
export function anthropicTemplate(text = 'Answer briefly.'): string {
  return `provider: anthropic
model: claude-haiku-4-5
parameters: { max_tokens: 100 }
messages:
  - role: system
    content: ${JSON.stringify(text)}
  - role: user
    content: "<question>{{question}}</question>"
`
}

/** A prompt's two files. */
export function promptFiles(name: string, text?: string): Record<string, string> {
  return {
    [`prompts/${name}/prod.yaml`]: openaiTemplate(text),
    [`prompts/${name}/fallback.yaml`]: anthropicTemplate(text),
  }
}
