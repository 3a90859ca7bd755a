import { sep } from 'node:path'
import { createProject, type GenerateResult, type Project, type ProjectOptions } from '@understudy/sources'

/** What the hooks of every bundler share: one project and the result of its latest run. */
export interface Core {
  readonly project: Project
  /** The result for the templates as they are: of a new run when something changed, else of the latest. */
  current(): Promise<GenerateResult>
  /** Makes the next {@link Core.current} run again. */
  invalidate(): void
  /** Whether a change of this path must lead to another run. */
  affects(path: string): boolean
}

/** Opens a project for one instance of the plugin. */
export function createCore(options: ProjectOptions): Core {
  const project = createProject(options)
  let latest: Promise<GenerateResult> | undefined
  return {
    project,
    current() {
      latest ??= project.generate()
      return latest
    },
    invalidate() {
      latest = undefined
    },
    affects(path) {
      const native = sep === '/' ? path : path.replaceAll('/', sep)
      const { files, folders } = project.watchList()
      return (
        files.includes(native) || folders.some((folder) => `${native}${sep}`.startsWith(`${folder}${sep}`))
      )
    },
  }
}
