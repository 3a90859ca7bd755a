import { audit, type Change } from './audit.ts'
import type { Row, Transaction } from './database.ts'
import { number } from './row.ts'
import { type DigestedTable, rowDigest } from './row-digest.ts'

/**
 * Changes a row that was read for it, and notes that, with digests of before and after. Where nothing changes nothing
 * is written: what is sent twice is in the log once.
 */
export async function changeRow(
  tx: Transaction,
  table: DigestedTable,
  row: Row,
  columns: Row,
  change: Change,
): Promise<void> {
  const [before, after] = [rowDigest(table, row), rowDigest(table, { ...row, ...columns })]
  if (before === after) return
  const names = Object.keys(columns)
  await tx.run(`update ${table} set ${names.map((name) => `${name} = ?`).join(', ')} where seq = ?`, [
    ...names.map((name) => columns[name] ?? null),
    number(row, 'seq'),
  ])
  await audit(tx, { ...change, detail: { ...change.detail, before, after } })
}
