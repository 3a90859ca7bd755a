import type { Dialect } from '../database.ts'

/** The sizes of spans, as powers of two: 1,024 rows and so on. */
const SPANS = [10, 13, 16, 19, 22, 25, 28]

// Words come already folded: `array_to_tsvector` takes them as they are, without PostgreSQL's own parser. The index gives
// its rows in no order, so that the newest of a common word would take them all: each row also has a word for every span
// that it lies in. A function with a price keeps the planner from holding the words of each row against the question.
const VECTOR = `create function recordings_vector(words text, seq bigint) returns tsvector
  language plpgsql immutable parallel safe cost 1000 as $$
  begin
    return array_to_tsvector(array_remove(string_to_array(words, ' '), '') || array[
      ${SPANS.map((bits) => `'#${bits}:' || (seq >> ${bits})`).join(', ')}]);
  end $$`

/** PostgreSQL 14 or later. */
export const postgresDialect: Dialect = {
  serial: 'bigint generated always as identity primary key',
  forUpdate: 'for update',
  // No column of its own: to store and compress it would cost more than to index it.
  searchIndex: [
    VECTOR,
    // What is put off is short, in kB: who has to catch up keeps a processor busy for so much less.
    `create index recordings_search on recordings using gin (recordings_vector(words, seq))
       with (gin_pending_list_limit = 1024)`,
    // To sample the words takes seconds of a processor, again and again, and tells the planner nothing that it needs.
    'alter index recordings_search alter column 1 set statistics 0',
    'alter table recordings alter words set statistics 0, alter body set statistics 0',
  ],
  search: (words) => ({
    from: 'recordings',
    where: 'recordings_vector(words, seq) @@ ?::tsquery',
    key: 'seq',
    spans: SPANS,
    parameter: (span) =>
      [...words, ...(span ? [`#${span.bits}:${span.index}`] : [])].map((word) => `'${word}'`).join(' & '),
  }),
}
