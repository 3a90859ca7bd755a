import { isSecretOf, readToken } from '../keys/api-token.ts'
import { permissionsOf } from '../keys/roles.ts'
import { RegistryError } from '../registry-error.ts'
import type { KeyStore } from '../storage/storage.ts'
import type { Caller } from './caller.ts'

/** Compared with when there is no such key, so that an answer takes as long. */
const NO_HASH = '0'.repeat(64)

/**
 * Finds out who sent a request.
 *
 * @throws {RegistryError} of code `unauthenticated`
 */
export async function authenticate(
  keys: Pick<KeyStore, 'find'>,
  authorization: string | undefined,
): Promise<Caller> {
  const [, bearer = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  const token = readToken(bearer)
  if (!token) {
    throw new RegistryError(
      'unauthenticated',
      'Send a key of this registry as `Authorization: Bearer us_…`. `understudy keys create` makes one.',
    )
  }
  const key = await keys.find(token.id)
  const isRight = isSecretOf(key?.hash ?? NO_HASH, token.secret)
  if (!key || !isRight || key.revokedAt !== undefined) {
    throw new RegistryError('unauthenticated', 'This key is unknown or revoked.')
  }
  const permissions = permissionsOf[key.role]
  return {
    keyId: key.id,
    projectId: key.projectId,
    permissions,
    mayDeploy: permissions.includes('deploy'),
  }
}
