import type { JsonObject } from '@understudy/compiler'
import type { Transaction } from './database.ts'

/** A change, as the audit log tells it. */
export interface Change {
  /** Undefined for what belongs to no project. */
  projectId?: string
  /** The id of a key, `cli`, or `retention`. */
  actor: string
  action: string
  target: string
  detail?: JsonObject
}

/** Notes changes, in the transaction that makes them: there is none without the other. */
export async function audit(tx: Transaction, ...changes: readonly Change[]): Promise<void> {
  await tx.insert(
    'audit',
    changes.map(({ projectId, actor, action, target, detail = {} }) => ({
      project_id: projectId ?? null,
      actor,
      action,
      target,
      detail: JSON.stringify(detail),
      created_at: Date.now(),
    })),
  )
}
