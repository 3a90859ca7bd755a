import type { BuildError } from '@understudy/compiler'
import type { LockEntry } from '../lock/lock.ts'

/** What a pull does to one template of the snapshot. */
export interface PullChange {
  prompt: string
  environment: string
  /** What the lock said before; undefined for a new one. */
  before: LockEntry | undefined
  /** What it says then; undefined for one that goes. */
  after: LockEntry | undefined
}

/** What a pull found and did, or would do. */
export interface PullResult {
  /** Templates that are new, in order of prompt and environment, as the others. */
  added: PullChange[]
  /** Templates with another version or text, and those whose file was not as it had been pulled. */
  changed: PullChange[]
  /** Templates that the registry has no longer. */
  removed: PullChange[]
  /** How many templates are as they were. */
  unchanged: number
  /** What is wrong. Unless the pull was told to keep going, nothing was written then. */
  errors: BuildError[]
  /** Whether anything was written. */
  landed: boolean
}
