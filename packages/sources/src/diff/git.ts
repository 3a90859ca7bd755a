import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import { BuildError } from '@understudy/compiler'
import { errorCode } from '../error-code.ts'

/** A file in a commit. */
export interface GitFile {
  /** Relative to the folder that was asked, with `/`. */
  path: string
  id: string
}

/**
 * The id of the commit that a name stands for.
 *
 * @throws {BuildError} of code `source` when there is no git, no repository or no such commit.
 */
export async function commitOf(cwd: string, ref: string): Promise<string> {
  const inside = await git(cwd, ['rev-parse', '--is-inside-work-tree'])
  if (inside.code !== 0) {
    throw new BuildError({
      code: 'source',
      summary: 'the project is in no git repository',
      hint: 'Compare with the registry by --remote, or put the project into git.',
    })
  }
  const { code, stdout } = await git(cwd, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ])
  if (code === 0) return stdout.toString().trim()
  throw new BuildError({
    code: 'source',
    summary: `git knows no commit ${JSON.stringify(ref)}`,
    hint: 'Name a branch, a tag or a commit. A shallow clone has few of them: fetch the one to compare with.',
  })
}

/** The files under some paths in a commit; links and submodules are no files. */
export async function filesIn(cwd: string, commit: string, paths: readonly string[]): Promise<GitFile[]> {
  const { stdout } = await git(cwd, ['ls-tree', '-r', '-z', commit, '--', ...paths])
  return stdout
    .toString()
    .split('\0')
    .flatMap((line) => {
      const [, id, path] = /^100\d{3} blob ([\da-f]+)\t(.+)$/s.exec(line) ?? []
      return id !== undefined && path !== undefined ? [{ id, path }] : []
    })
}

/** The contents of files, in their order. */
export async function contentsOf(cwd: string, files: readonly GitFile[]): Promise<Buffer[]> {
  const { stdout } = await git(cwd, ['cat-file', '--batch'], files.map(({ id }) => `${id}\n`).join(''))
  const contents: Buffer[] = []
  let offset = 0
  for (const { path } of files) {
    // `<id> blob <size>`, a line break, the content, a line break.
    const end = stdout.indexOf('\n', offset)
    const size = Number(stdout.subarray(offset, end).toString().split(' ')[2])
    if (end < 0 || !Number.isInteger(size)) throw new Error(`git has no content for ${path}`)
    contents.push(stdout.subarray(end + 1, end + 1 + size))
    offset = end + 1 + size + 1
  }
  return contents
}

/** The files of a folder that git tracks or would track; undefined where there is no git. */
export async function trackedFiles(cwd: string): Promise<string[] | undefined> {
  try {
    const listed = await git(cwd, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
    return listed.code === 0 ? listed.stdout.toString().split('\0').filter(Boolean) : undefined
  } catch (error) {
    if (error instanceof BuildError) return undefined
    throw error
  }
}

function git(
  cwd: string,
  args: readonly string[],
  input = '',
): Promise<{ code: number | null; stdout: Buffer }> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, stdio: ['pipe', 'pipe', 'ignore'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', (cause) =>
      reject(
        new BuildError({
          code: 'source',
          summary: `git cannot be run (${errorCode(cause)})`,
          hint: 'Install git, or compare with the registry by --remote.',
          cause,
        }),
      ),
    )
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(chunks) }))
    // A git that ends early tells it by its code.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
