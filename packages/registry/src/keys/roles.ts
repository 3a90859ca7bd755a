/** What a route needs. */
export type Permission = 'pull' | 'record' | 'read' | 'write' | 'deploy' | 'admin'

/** What a key is for. */
export type Role = 'read' | 'record' | 'write' | 'deploy' | 'admin'

/**
 * What each role may do. An application's key records and pulls templates, but cannot read back what users said; one
 * that reads cannot write.
 */
export const permissionsOf: { readonly [role in Role]: readonly Permission[] } = {
  read: ['pull', 'read'],
  record: ['pull', 'record'],
  write: ['pull', 'read', 'record', 'write'],
  deploy: ['pull', 'read', 'record', 'write', 'deploy'],
  admin: ['pull', 'read', 'record', 'write', 'deploy', 'admin'],
}

/** The roles, the least powerful first. */
export const roles: readonly Role[] = ['read', 'record', 'write', 'deploy', 'admin']

export function isRole(text: string): text is Role {
  return roles.some((role) => role === text)
}
