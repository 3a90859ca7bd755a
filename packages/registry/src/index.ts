export { openPostgres } from './storage/postgres/open-postgres.ts'
export { openSqlite } from './storage/sqlite/open-sqlite.ts'
