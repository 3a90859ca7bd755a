import type { Database } from './database.ts'
import { migrations } from './migrations.ts'

/**
 * Brings the tables up to date, in one transaction; several processes may begin at once.
 *
 * @throws when the database was written by a newer version of this package.
 */
export async function migrate(database: Database): Promise<void> {
  const { dialect } = database
  await database.transaction(async (tx) => {
    if (dialect.forUpdate !== '') await tx.rows('select pg_advisory_xact_lock(7236011)')
    await tx.run(
      'create table if not exists migrations (version integer primary key, applied_at bigint not null)',
    )
    const [row] = await tx.rows('select max(version) as version from migrations')
    const version = Number(row?.version ?? 0)
    if (version > migrations.length) {
      throw new Error(
        `The database has version ${version}, this registry knows ${migrations.length}. Update @understudy/registry.`,
      )
    }
    for (const [i, statements] of migrations.entries()) {
      if (i < version) continue
      for (const statement of statements(dialect)) await tx.run(statement)
      await tx.run('insert into migrations (version, applied_at) values (?, ?)', [i + 1, Date.now()])
    }
  })
}
