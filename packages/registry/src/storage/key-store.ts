import { isRole } from '../keys/roles.ts'
import { audit } from './audit.ts'
import type { Database, Row } from './database.ts'
import { number, optional, optionalNumber, text } from './row.ts'
import type { ApiKey, KeyStore } from './storage.ts'

export function keyStore(database: Database): KeyStore {
  const listeners = new Set<() => void>()
  return {
    add: (key) =>
      database.transaction(async (tx) => {
        await tx.insert('api_keys', [
          {
            id: key.id,
            hash: key.hash,
            project_id: key.projectId ?? null,
            role: key.role,
            label: key.label,
            created_at: key.createdAt,
            revoked_at: key.revokedAt ?? null,
          },
        ])
        await audit(tx, {
          ...(key.projectId !== undefined && { projectId: key.projectId }),
          actor: 'cli',
          action: 'key.create',
          target: key.id,
          detail: { role: key.role },
        })
      }),
    async find(id) {
      const [row] = await database.rows('select * from api_keys where id = ?', [id])
      return row && toKey(row)
    },
    async list() {
      return (await database.rows('select * from api_keys order by created_at, id')).map(toKey)
    },
    async revoke(id) {
      const isRevoked = await database.transaction(async (tx) => {
        const [row] = await tx.rows('select project_id from api_keys where id = ?', [id])
        const revoked = await tx.run(
          'update api_keys set revoked_at = ? where id = ? and revoked_at is null',
          [Date.now(), id],
        )
        if (!row || revoked === 0) return false
        const projectId = optional(row, 'project_id')
        await audit(tx, {
          ...(projectId !== undefined && { projectId }),
          actor: 'cli',
          action: 'key.revoke',
          target: id,
        })
        return true
      })
      if (isRevoked) for (const listener of listeners) listener()
      return isRevoked
    },
    onRevoke(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function toKey(row: Row): ApiKey {
  const role = text(row, 'role')
  if (!isRole(role)) throw new TypeError(`The key ${text(row, 'id')} has an unknown role`)
  return {
    id: text(row, 'id'),
    hash: text(row, 'hash'),
    projectId: optional(row, 'project_id'),
    role,
    label: text(row, 'label'),
    createdAt: number(row, 'created_at'),
    revokedAt: optionalNumber(row, 'revoked_at'),
  }
}
