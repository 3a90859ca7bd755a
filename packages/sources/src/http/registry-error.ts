import { BuildError, type BuildProblem } from '@understudy/compiler'

/** A registry that could not be read: a `BuildError` of code `source` that says whether it answered at all. */
export class RegistryError extends BuildError {
  /** The status of its answer; undefined when there was none. */
  readonly status: number | undefined

  constructor(problem: Omit<BuildProblem, 'code'>, status?: number) {
    super({ ...problem, code: 'source' })
    this.status = status
  }

  /** Whether the registry is down or out of reach, which passes, rather than asked for the wrong thing. */
  get isOutage(): boolean {
    return this.status === undefined || this.status === 408 || this.status === 429 || this.status >= 500
  }
}
