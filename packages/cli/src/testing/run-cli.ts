import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { main } from '../main.ts'

const BIN = join(import.meta.dirname, '../bin.ts')

/** What a command left behind. */
export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

/** A user's project for one test; deleted with `await using`. */
export interface CliProject extends AsyncDisposable {
  root: string
  write(files: Record<string, string>): Promise<void>
  remove(path: string): Promise<void>
  read(path: string): Promise<string>
  /** Every file of the project with its text, but for what packages installed. */
  snapshot(): Promise<Record<string, string>>
  /** Runs the command in the project's folder, within this process. */
  understudy(...args: string[]): Promise<CliResult>
  /** Runs the command in the project's folder, as a process of its own. */
  spawnUnderstudy(...args: string[]): Promise<CliResult>
}

export async function cliProject(files: Record<string, string> = {}): Promise<CliProject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'understudy-cli-')))
  const project: CliProject = {
    root,
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), text)
      }
    },
    remove: (path) => rm(join(root, path), { recursive: true }),
    read: (path) => readFile(join(root, path), 'utf8'),
    async snapshot() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      const texts: Record<string, string> = {}
      for (const entry of entries) {
        const path = join(entry.parentPath, entry.name).slice(root.length + 1)
        if (entry.isFile() && !path.startsWith('node_modules'))
          texts[path] = await readFile(join(root, path), 'utf8')
      }
      return texts
    },
    async understudy(...args) {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()]
      const interrupted = (): AbortSignal => new AbortController().signal
      const code = await main(args, { cwd: root, env: {}, stdout, stderr, interrupted })
      return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
    },
    spawnUnderstudy: (...args) => run([BIN, ...args], root),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
  await project.write(files)
  return project
}

/** Runs Node in a folder, with the workspace's packages resolved to their source. */
export function run(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@understudy/source', ...args], {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const result = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      result.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      result.stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...result }))
  })
}

/** The two templates of a prompt. */
export function promptFiles(name: string, text = 'Answer briefly.'): Record<string, string> {
  return {
    [`prompts/${name}/prod.yaml`]: `provider: openai
model: gpt-5.4-mini
messages:
  - role: system
    content: ${JSON.stringify(text)}
  - role: user
    content: "{{question}}"
`,
    [`prompts/${name}/fallback.yaml`]: `provider: anthropic
model: claude-haiku-4-5
parameters: { max_tokens: 100 }
messages:
  - role: user
    content: "{{question}}"
`,
  }
}
