import type { Permission } from '../keys/roles.ts'
import type { Actor } from '../storage/storage.ts'

/** Who sent a request. */
export interface Caller extends Actor {
  /** The only project of the key; undefined for all. */
  projectId: string | undefined
  permissions: readonly Permission[]
}
