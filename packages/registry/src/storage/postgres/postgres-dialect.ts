import type { Dialect } from '../database.ts'

/** PostgreSQL 14 or later. */
export const postgresDialect: Dialect = {
  serial: 'bigint generated always as identity primary key',
  forUpdate: 'for update',
  // Words come already folded: `array_to_tsvector` takes them as they are, without PostgreSQL's own parser.
  searchIndex: [
    `alter table recordings add column search tsvector
       generated always as (array_to_tsvector(array_remove(string_to_array(words, ' '), ''))) stored`,
    'create index recordings_search on recordings using gin (search)',
  ],
  mergeJson: (a, b) => `(${a}::jsonb || ${b}::jsonb)::text`,
  search: (words) => ({
    from: 'recordings',
    where: 'search @@ ?::tsquery',
    key: 'seq',
    parameter: words.map((word) => `'${word}'`).join(' & '),
  }),
}
