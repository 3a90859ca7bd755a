import type { Json, JsonObject } from '@understudy/compiler'
import type { Row } from './database.ts'
import type { Page, PageRequest } from './storage.ts'

/** A column that is never null. */
export function text(row: Row, column: string): string {
  return String(row[column])
}

/** A column that may be null. */
export function optional(row: Row, column: string): string | undefined {
  const value = row[column]
  return value === null || value === undefined ? undefined : String(value)
}

export function number(row: Row, column: string): number {
  return Number(row[column])
}

export function optionalNumber(row: Row, column: string): number | undefined {
  const value = row[column]
  return value === null || value === undefined ? undefined : Number(value)
}

export function object(row: Row, column: string): JsonObject {
  const value: Json = JSON.parse(text(row, column))
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new TypeError(`The column ${column} holds no JSON object`)
  }
  return value
}

/** A column of JSON, with the keys of `more` put over it. */
export function mergedJson(row: Row, column: string, more: JsonObject): string {
  return JSON.stringify({ ...object(row, column), ...more })
}

/** The end of a statement that reads one page, and one row more to see whether another follows. */
export function pageOf({ page, pageSize }: PageRequest): { sql: string; parameters: number[] } {
  return { sql: 'limit ? offset ?', parameters: [pageSize + 1, (page - 1) * pageSize] }
}

export function toPage<T>(rows: readonly Row[], { pageSize }: PageRequest, read: (row: Row) => T): Page<T> {
  return { items: rows.slice(0, pageSize).map(read), hasNext: rows.length > pageSize }
}
