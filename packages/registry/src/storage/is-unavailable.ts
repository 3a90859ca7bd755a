/** SQLite's own words; between threads an error loses its number. */
const SQLITE =
  /^(database or disk is full|disk I\/O error|attempt to write a readonly database|unable to open database file|database is locked)/
/** Codes of the system, for an address that does not answer. */
const SYSTEM = /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|ETIMEDOUT|EPIPE)$/
/** Classes of SQLSTATE: no connection, no room, shut down, trouble with a disk; and a server that only reads. */
const POSTGRES = /^(08|53|57P|58)...?$|^25006$/
/** What `pg` says of connections, without a code. */
const CONNECTION =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered|Query read timeout)/

/**
 * Whether an error is about a database that cannot be reached or written just now, as when its disk is full: nothing is
 * wrong with the request, nor with the registry.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    SQLITE.test(error.message) || SYSTEM.test(code) || POSTGRES.test(code) || CONNECTION.test(error.message)
  )
}
