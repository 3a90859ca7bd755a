import type { Dialect } from '../database.ts'

// Words come already folded: `array_to_tsvector` takes them as they are, without PostgreSQL's own parser.
const VECTOR = "array_to_tsvector(array_remove(string_to_array(words, ' '), ''))"

/** PostgreSQL 14 or later. */
export const postgresDialect: Dialect = {
  serial: 'bigint generated always as identity primary key',
  forUpdate: 'for update',
  // No column of its own: to store and compress it would cost more than to index it.
  searchIndex: [`create index recordings_search on recordings using gin ((${VECTOR}))`],
  mergeJson: (a, b) => `(${a}::jsonb || ${b}::jsonb)::text`,
  search: (words) => ({
    from: 'recordings',
    where: `${VECTOR} @@ ?::tsquery`,
    key: 'seq',
    parameter: words.map((word) => `'${word}'`).join(' & '),
  }),
}
