import { sep } from 'node:path'
import { createProject, type GenerateResult, type Project, type ProjectOptions } from '@understudy/sources'

/** What the hooks of every bundler share: one project and the result of its latest run. */
export interface Core {
  readonly project: Project
  /** The result for the templates as they are: of a new run when something changed, else of the latest. */
  current(): Promise<GenerateResult>
  /**
   * Makes the next {@link Core.current} run again.
   *
   * @param edited The one file whose text has changed. @default unknown: the run looks at everything
   */
  invalidate(edited?: string): void
  /** Whether a change of this path must lead to another run. */
  affects(path: string): boolean
}

/** Opens a project for one instance of the plugin. */
export function createCore(options: ProjectOptions): Core {
  const project = createProject(options)
  let latest: Promise<GenerateResult> | undefined
  /** What has changed since the latest run, if that is known. */
  let edits: string[] | undefined
  return {
    project,
    current() {
      latest ??= project.generate(edits)
      edits = []
      return latest
    },
    invalidate(edited) {
      latest = undefined
      edits = edited === undefined ? undefined : edits?.concat(native(edited))
    },
    affects(path) {
      const { files, folders } = project.watchList()
      const file = native(path)
      return files.includes(file) || folders.some((folder) => `${file}${sep}`.startsWith(`${folder}${sep}`))
    },
  }
}

/** Bundlers write paths with forward slashes on every system. */
function native(path: string): string {
  return sep === '/' ? path : path.replaceAll('/', sep)
}
