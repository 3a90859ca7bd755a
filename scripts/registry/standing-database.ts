import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { startPostgres } from '../../packages/registry/src/testing/start-postgres.ts'
import { type Prepared, prepareDatabase } from './prepare-database.ts'

/** A database that stays where it is, for the next run. */
export interface StandingDatabase extends AsyncDisposable {
  place: string
  /** What is kept beside it: a key, and how many recordings it has been filled with. */
  state: Prepared & { filled: number }
  save(): Promise<void>
}

/** Opens the database of this kind in a folder, or makes one there. */
export async function standingDatabase(kind: 'sqlite' | 'postgres', path: string): Promise<StandingDatabase> {
  const folder = resolve(path)
  await mkdir(folder, { recursive: true })
  const postgres = kind === 'postgres' ? await startPostgres({ folder: join(folder, 'postgres') }) : undefined
  const place = postgres?.address('postgres') ?? join(folder, 'registry.db')
  const statePath = join(folder, `${kind}.json`)
  const state: StandingDatabase['state'] = existsSync(statePath)
    ? JSON.parse(await readFile(statePath, 'utf8'))
    : { ...(await prepareDatabase(place)), filled: 0 }
  const save = (): Promise<void> => writeFile(statePath, JSON.stringify(state))
  await save()
  return { place, state, save, [Symbol.asyncDispose]: async () => postgres?.[Symbol.asyncDispose]() }
}
