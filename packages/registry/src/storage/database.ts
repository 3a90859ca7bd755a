/** What a column can hold. JSON is kept as text, a time as milliseconds since 1970, a boolean as 0 or 1. */
export type Value = string | number | null

/** One row, by the names of its columns. */
export type Row = { readonly [column: string]: Value | undefined }

/** Runs statements written with `?` for their parameters; inside of a transaction, or read-only outside. */
export interface Sql {
  rows(sql: string, parameters?: readonly Value[]): Promise<Row[]>
}

/** A transaction. */
export interface Transaction extends Sql {
  readonly dialect: Dialect
  /** @returns how many rows changed. */
  run(sql: string, parameters?: readonly Value[]): Promise<number>
  /** Inserts many rows at once; `conflict` is the rest of the statement, for instance `on conflict do nothing`. */
  insert(table: string, rows: readonly Row[], conflict?: string): Promise<void>
}

/** The few places where the two databases differ in what they are told. */
export interface Dialect {
  /** The type of a primary key that counts up by itself. */
  readonly serial: string
  /** Behind a `select` whose row is about to be written. */
  readonly forUpdate: string
  /** Statements that index the column `words` of the table `recordings`. */
  readonly searchIndex: readonly string[]
  /** How to look for rows of `recordings` that have all the words. */
  search(words: readonly string[]): Search
}

/** What the index of words is asked. */
export interface Search {
  from: string
  /** Has one parameter. */
  where: string
  /** What `seq` is called there. */
  key: string
  /** Where the index gives its rows in no order: sizes of the spans that it can be asked for, as powers of two. */
  spans?: readonly number[]
  /** @param span All rows whose `seq`, shifted by so many bits, is `index`. */
  parameter(span?: { bits: number; index: number }): string
}

/** Reads that all see the same state. */
export interface Snapshot extends Sql, AsyncDisposable {}

/** An open database: reads see what is committed, writes stand in a transaction. */
export interface Database extends Sql {
  readonly dialect: Dialect
  /** One state of the database for many reads, whatever is written meanwhile; one in memory has only its present. */
  snapshot(): Promise<Snapshot>
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  close(): Promise<void>
}
