import type { Storage } from '../storage/storage.ts'
import { createToken } from './api-token.ts'
import type { Role } from './roles.ts'

export interface NewKeyOptions {
  /** The id of a project that exists; undefined for all projects. */
  projectId: string | undefined
  role: Role
  /** What the key is for, in lists. @default '' */
  label?: string
}

/**
 * Makes a key.
 *
 * @returns its id, and the token, which is kept nowhere: show it once.
 */
export async function createKey(
  storage: Storage,
  { projectId, role, label = '' }: NewKeyOptions,
): Promise<{ id: string; token: string }> {
  if (projectId !== undefined && !(await storage.projects.find(projectId))) {
    throw new Error(`There is no project ${JSON.stringify(projectId)}.`)
  }
  const { id, token, hash } = createToken()
  await storage.keys.add({ id, hash, projectId, role, label, createdAt: Date.now(), revokedAt: undefined })
  return { id, token }
}
