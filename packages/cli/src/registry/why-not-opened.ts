import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** What SQLite says, and what it means for who named the file. */
const MEANINGS: readonly (readonly [said: RegExp, meaning: string])[] = [
  [/not a database/, 'it is no database of SQLite, or it is damaged. Name another file, or take a backup.'],
  [/malformed/, 'it is damaged. Take a backup.'],
  [/already exists/, 'it is the database of another program. Name another file.'],
  [/readonly/, 'it cannot be written.'],
  [/disk is full/, 'the disk is full.'],
]

/** Why a database cannot be opened, and what to do; without its address, which may have a password. */
export function whyNotOpened(error: unknown, path?: string): string {
  if (!(error instanceof Error)) return String(error)
  // A name with several addresses gives an error for each, and none in all.
  if (error instanceof AggregateError) return error.errors.map((one) => whyNotOpened(one)).join('; ')
  const { message, name } = error
  if (path === undefined) return message || name
  if (message.includes('unable to open')) return whyNoFile(path)
  return MEANINGS.find(([said]) => said.test(message))?.[1] ?? (message || name)
}

function whyNoFile(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'it is a folder. Name a file in it.'
  const folder = dirname(path)
  return statSync(folder, { throwIfNoEntry: false })
    ? `it cannot be read and written. SQLite also writes beside it, into ${folder}.`
    : `there is no folder ${folder}. Make it first.`
}
