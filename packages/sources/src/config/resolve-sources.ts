import { posix } from 'node:path'
import { BuildError, type Place } from '@understudy/compiler/project'
import type { RemoteSource } from '../remote/remote-source.ts'
import { combineSources } from '../snapshot/combine-sources.ts'
import { snapshotSource } from '../snapshot/snapshot-source.ts'
import { folder } from '../source/folder.ts'
import type { Source } from '../source/source.ts'
import { toPosix } from '../to-posix.ts'
import type { UnderstudyConfig } from './understudy-config.ts'

/** The sources of a project: what a build reads, and what a pull does. */
export interface ResolvedSources {
  source: Source
  remotes: readonly RemoteSource[]
  snapshot: string
}

/**
 * Sorts the sources of a configuration: a build reads the folders and the snapshot, never a remote source.
 *
 * @param place Where the configuration names its sources.
 * @throws {BuildError} of code `config` when two sources have the same name.
 */
export function resolveSources(
  given: UnderstudyConfig['source'],
  snapshot: string,
  place: Place,
): ResolvedSources {
  const sources = given === undefined ? [folder()] : [given].flat()
  const twice = sources.find(({ name }, i) => sources.findIndex((other) => other.name === name) !== i)
  if (twice) {
    throw new BuildError({
      code: 'config',
      summary: `\`source\` has two sources of the name ${JSON.stringify(twice.name)}`,
      hint: 'Name one of them otherwise, so that the lock and messages can tell them apart.',
      place,
    })
  }
  const remotes = sources.filter((source) => isRemote(source))
  const locals = sources.filter((source): source is Source => !isRemote(source))
  if (remotes.length === 0) return { source: combineSources(locals), remotes, snapshot }
  // A folder that pulls write into is read once, by the lock.
  const others = locals.filter((source) => !isSameFolder(source.folder, snapshot))
  const pulled = snapshotSource(snapshot, others.length < locals.length)
  return { source: combineSources([pulled, ...others]), remotes, snapshot }
}

function isRemote(source: Source | RemoteSource): source is RemoteSource {
  return 'kind' in source && source.kind === 'remote'
}

function isSameFolder(one: string | undefined, other: string): boolean {
  return one !== undefined && posix.join(toPosix(one), '.') === posix.join(toPosix(other), '.')
}
