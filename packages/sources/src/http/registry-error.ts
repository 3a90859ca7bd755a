import { BuildError, type BuildProblem } from '@understudy/compiler/project'

/** A registry that could not be read: a `BuildError` of code `source` that says whether that will pass. */
export class RegistryError extends BuildError {
  /** The status of its answer; undefined when there was none. */
  readonly status: number | undefined
  /** Whether the registry is down or out of reach, rather than asked for the wrong thing or in the wrong way. */
  readonly isOutage: boolean

  constructor(
    problem: Omit<BuildProblem, 'code'>,
    about: { status?: number | undefined; isOutage: boolean },
  ) {
    super({ ...problem, code: 'source' })
    this.status = about.status
    this.isOutage = about.isOutage
  }
}

/** Whether an error says that a registry is down or out of reach; also one of another copy of this package. */
export function isOutage(error: unknown): boolean {
  return isBuildError(error) && 'isOutage' in error && error.isOutage === true
}

/** Whether something is a `BuildError`; also one of another copy of the compiler, as a source in a config may have. */
export function isBuildError(error: unknown): error is BuildError {
  return (
    error instanceof BuildError ||
    (error instanceof Error && error.name === 'BuildError' && Symbol.for('understudy.error') in error)
  )
}
