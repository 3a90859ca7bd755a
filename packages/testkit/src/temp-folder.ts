import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** A project's folder for one test; deleted with `await using`. Paths are relative to its root. */
export interface TempFolder extends AsyncDisposable {
  root: string
  write(files: Record<string, string>): Promise<void>
  /** Writes a file as some editors do: it is empty for 20 ms, and some watchers tell of the first change only. */
  writeSlowly(path: string, text: string): Promise<void>
  remove(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  read(path: string): Promise<string>
  /** All files under a folder, sorted; empty when it is not there. */
  list(path: string): Promise<string[]>
  /** When each file under a folder was last written, in milliseconds since 1970; hidden files left out. */
  modified(path: string): Promise<Record<string, number>>
}

/** Where a temporary folder lies. */
export interface TempFolderOptions {
  /** The folder in which it is made. @default the system's for temporary files */
  base?: string
  /** The project's folder in the temporary one. @default the temporary one itself */
  within?: string | undefined
}

/** Makes a folder with these files. */
export async function tempFolder(
  files: Record<string, string> = {},
  { base = tmpdir(), within = '' }: TempFolderOptions = {},
): Promise<TempFolder> {
  await mkdir(base, { recursive: true })
  const temporary = await realpath(await mkdtemp(join(base, 'understudy-')))
  const root = join(temporary, within)
  await mkdir(root, { recursive: true })
  const folder: TempFolder = {
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
    read: (path) => readFile(join(root, path), 'utf8'),
    async list(path) {
      const at = join(root, path)
      const entries = await readdir(at, { recursive: true, withFileTypes: true }).catch(() => [])
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
        .sort()
    },
    async modified(path) {
      const files = (await folder.list(path)).filter((file) => !file.startsWith('.'))
      const times = files.map(async (file) => [file, (await stat(join(root, path, file))).mtimeMs])
      return Object.fromEntries(await Promise.all(times))
    },
    [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }),
  }
  await folder.write(files)
  return folder
}
