import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { type TempFolder, tempFolder } from '@understudy/testkit/temp-folder'
import { main } from '../main.ts'

const BIN = join(import.meta.dirname, '../bin.ts')

/** What a command left behind. */
export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

/** A user's project for one test; deleted with `await using`. */
export interface CliProject extends TempFolder {
  /** Every file of the project with its text, but for what packages installed. */
  snapshot(): Promise<Record<string, string>>
  /** Runs the command in the project's folder, within this process. */
  understudy(...args: string[]): Promise<CliResult>
  /** Runs the command in the project's folder, as a process of its own. */
  spawnUnderstudy(...args: string[]): Promise<CliResult>
}

export async function cliProject(files: Record<string, string> = {}): Promise<CliProject> {
  const folder = await tempFolder(files)
  const { root } = folder
  return {
    ...folder,
    async snapshot() {
      const paths = (await folder.list('')).filter((path) => !path.startsWith('node_modules'))
      return Object.fromEntries(
        await Promise.all(paths.map(async (path) => [path, await folder.read(path)] as const)),
      )
    },
    async understudy(...args) {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()]
      const interrupted = (): AbortSignal => new AbortController().signal
      const code = await main(args, { cwd: root, env: {}, stdout, stderr, interrupted })
      return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
    },
    spawnUnderstudy: (...args) => run([BIN, ...args], root),
  }
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
