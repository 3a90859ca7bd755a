import pg from 'pg'

/** What PostgreSQL's amcheck finds wrong in the tables and B-trees of a database. */
export async function checkPostgres(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('create extension if not exists amcheck')
    const { rows } = await client.query<{ table: string; msg: string }>(
      `select c.relname as table, v.msg from pg_class c, lateral verify_heapam(c.oid) v
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
    )
    await client.query(
      `select bt_index_check(i.indexrelid, true) from pg_index i join pg_class c on c.oid = i.indexrelid
       join pg_am a on a.oid = c.relam where a.amname = 'btree' and c.relnamespace = 'public'::regnamespace`,
    )
    return rows.map(({ table, msg }) => `${table}: ${msg}`)
  } catch (error) {
    return [String(error)]
  } finally {
    await client.end()
  }
}
