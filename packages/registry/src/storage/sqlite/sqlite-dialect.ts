import type { Dialect } from '../database.ts'

/** SQLite 3.45 or later, with FTS5. */
export const sqliteDialect: Dialect = {
  serial: 'integer primary key autoincrement',
  forUpdate: '',
  // The tokenizer only has to split at spaces: words come already folded.
  searchIndex: [
    `create virtual table recordings_search using fts5(
       words, content = 'recordings', content_rowid = 'seq', detail = none, columnsize = 0, tokenize = 'ascii')`,
    `create trigger recordings_search_insert after insert on recordings begin
       insert into recordings_search (rowid, words) values (new.seq, new.words);
     end`,
    `create trigger recordings_search_delete after delete on recordings begin
       insert into recordings_search (recordings_search, rowid, words) values ('delete', old.seq, old.words);
     end`,
    `create trigger recordings_search_update after update of words on recordings begin
       insert into recordings_search (recordings_search, rowid, words) values ('delete', old.seq, old.words);
       insert into recordings_search (rowid, words) values (new.seq, new.words);
     end`,
  ],
  search: (words) => ({
    // A cross join keeps the index outermost, which gives its rows in order: a page costs a page.
    from: 'recordings_search cross join recordings on recordings.seq = recordings_search.rowid',
    where: 'recordings_search match ?',
    key: 'recordings_search.rowid',
    parameter: () => words.map((word) => `"${word}"`).join(' AND '),
  }),
}
