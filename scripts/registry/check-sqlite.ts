import { DatabaseSync } from 'node:sqlite'

/** What SQLite finds wrong in a file, its search index included; nobody else may have it open. */
export function checkSqlite(path: string): string[] {
  const database = new DatabaseSync(path)
  try {
    const rows = database.prepare('pragma integrity_check').all()
    const faults = rows.map((row) => String(row.integrity_check)).filter((text) => text !== 'ok')
    const broken = database.prepare('pragma foreign_key_check').all()
    if (broken.length > 0) faults.push(`${broken.length} rows refer to what is not there`)
    // With a rank of 1, the index is held against the table too.
    database.exec("insert into recordings_search (recordings_search, rank) values ('integrity-check', 1)")
    return faults
  } catch (error) {
    return [String(error)]
  } finally {
    database.close()
  }
}
