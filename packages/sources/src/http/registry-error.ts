import { BuildError, type BuildProblem } from '@understudy/compiler'

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
