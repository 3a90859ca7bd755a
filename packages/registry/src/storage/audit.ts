import type { JsonObject } from '@understudy/compiler'
import type { Transaction } from './database.ts'

/** Notes a change, in the transaction that makes it: there is none without the other. */
export async function audit(
  tx: Transaction,
  entry: { projectId?: string; actor: string; action: string; target: string; detail?: JsonObject },
): Promise<void> {
  await tx.insert('audit', [
    {
      project_id: entry.projectId ?? null,
      actor: entry.actor,
      action: entry.action,
      target: entry.target,
      detail: JSON.stringify(entry.detail ?? {}),
      created_at: Date.now(),
    },
  ])
}
