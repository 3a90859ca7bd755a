import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { LOCK_FILE } from '../lock/lock-file.ts'
import { environmentsOf } from '../project/environments-of.ts'
import { toPosix } from '../to-posix.ts'
import type { Side } from './diff-sides.ts'
import { contentsOf, filesIn } from './git.ts'

/**
 * The templates of a commit, by today's configuration.
 *
 * The files that sources read are laid out in a temporary folder, so that every source that reads files can read them as
 * they were.
 *
 * @throws {BuildError} when they cannot be read.
 */
export async function readCommit(root: string, config: ResolvedConfig, commit: string): Promise<Side> {
  const paths = [
    ...(config.source.watch ?? []).map(toPosix),
    ...(config.remotes.length > 0 ? [LOCK_FILE] : []),
  ]
  const files = paths.length > 0 ? await filesIn(root, commit, paths) : []
  const isPulled = config.remotes.length === 0 || files.some(({ path }) => path === LOCK_FILE)
  if (files.length === 0 || !isPulled) return { templates: [], partials: [] }
  const contents = await contentsOf(root, files)
  const folder = await mkdtemp(join(tmpdir(), 'understudy-diff-'))
  try {
    for (const [i, { path }] of files.entries()) {
      const target = resolve(folder, path)
      // Nobody can check out such a path, but a commit can be made by hand.
      if (!target.startsWith(folder + sep)) continue
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, contents[i] ?? '')
    }
    const { templates, partials } = await config.source.read({
      root: folder,
      environments: environmentsOf(config),
    })
    return {
      templates: templates.map(({ prompt, environment, file, text, version }) => ({
        ...{ prompt, environment, file, text, version },
      })),
      partials: partials.map(({ name, file, text }) => ({ name, file, text })),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
