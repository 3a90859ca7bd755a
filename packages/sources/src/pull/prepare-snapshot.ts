import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { BuildError } from '@understudy/compiler/project'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { PullMode } from '../config/understudy-config.ts'
import { HTTP_DEFAULTS } from '../http/http-settings.ts'
import { isOutage } from '../http/registry-error.ts'
import { type Lock, readLock } from '../lock/lock.ts'
import { LOCK_FILE } from '../lock/lock-file.ts'
import { describeAge } from './describe-age.ts'
import { exclusively } from './exclusive.ts'
import { finishChange, isUnfinished } from './journal.ts'
import { type PullOptions, pull } from './pull.ts'

/** What a run must know of the snapshot before it reads. */
export interface Preparation {
  /** Why there is nothing to read. */
  errors: BuildError[]
  warnings: BuildError[]
}

export interface PrepareOptions {
  /** Whether the run may pull; one that only looks may not. */
  isBuild: boolean
  /** Whether it is the first of its process, and not one after a change under watch. */
  isStart: boolean
  http?: PullOptions['http']
}

/**
 * Makes the snapshot ready for a run, by the mode of the config: ends what a killed pull began, and pulls if it is time.
 */
export async function prepareSnapshot(
  root: string,
  config: ResolvedConfig,
  { isBuild, isStart, http }: PrepareOptions,
): Promise<Preparation> {
  const output = resolve(root, config.output)
  const { pause, now } = { ...HTTP_DEFAULTS, ...http }
  try {
    if (isUnfinished(output)) {
      await exclusively(output, pause, async () => finishChange(root, output, config.snapshot))
    }
    const mode = config.pull ?? defaultMode(root)
    if (mode === 'frozen') return frozen(root, config)
    if (!existsSync(join(root, LOCK_FILE))) return isBuild ? await first(root, config, http) : nothing()
    const preparation =
      mode === 'fresh' && isBuild && isStart ? await refresh(root, config, http, now()) : nothing()
    preparation.warnings.push(...differences(config, readLock(root)))
    return preparation
  } catch (error) {
    if (error instanceof BuildError) return { errors: [error], warnings: [] }
    throw error
  }
}

function nothing(): Preparation {
  return { errors: [], warnings: [] }
}

/** A build in CI must not depend on a registry, nor on when it runs. */
function defaultMode(root: string): PullMode {
  const isCi = !['', '0', 'false'].includes(process.env.CI?.toLowerCase() ?? '')
  return isCi && existsSync(join(root, LOCK_FILE)) ? 'frozen' : 'locked'
}

/** There is no network; whatever does not fit is an error. */
function frozen(root: string, config: ResolvedConfig): Preparation {
  const lock = readLock(root)
  return { errors: lock ? differences(config, lock) : [nothingToFreeze()], warnings: [] }
}

async function first(root: string, config: ResolvedConfig, http: PullOptions['http']): Promise<Preparation> {
  const { errors } = await pull(root, config, { http })
  return { errors: errors.map(withoutSnapshot), warnings: [] }
}

/** A registry that is down is no reason not to build, when there is a snapshot. */
async function refresh(
  root: string,
  config: ResolvedConfig,
  http: PullOptions['http'],
  now: number,
): Promise<Preparation> {
  const { errors } = await pull(root, config, { http })
  if (config.strict || !errors.every(isOutage)) {
    return { errors, warnings: [] }
  }
  const age = describeAge(newest(readLock(root)), now)
  return { errors: [], warnings: errors.map((error) => builtWithOld(error, age)) }
}

/** How the sources of the config differ from those of the lock. */
function differences({ remotes }: ResolvedConfig, lock: Lock | undefined): BuildError[] {
  const locked = new Set(
    [...(lock?.values() ?? [])].flatMap((entries) => [...entries.values()].map(({ source }) => source)),
  )
  const wanted = new Set(remotes.map(({ name }) => name))
  return [
    ...[...wanted].filter((name) => !locked.has(name)).map(notPulled),
    ...[...locked].filter((name) => !wanted.has(name)).map(noLongerThere),
  ]
}

function newest(lock: Lock | undefined): string {
  const times = [...(lock?.values() ?? [])].flatMap((entries) =>
    [...entries.values()].map(({ pulledAt }) => pulledAt),
  )
  return times.sort().at(-1) ?? ''
}

function builtWithOld({ summary, hint, cause }: BuildError, age: string): BuildError {
  return new BuildError({
    code: 'source',
    summary: `${summary}; the build goes on with the snapshot, whose newest template was pulled ${age}`,
    hint: `${hint} \`strict\` in the config makes this an error.`,
    cause,
  })
}

/** An error of a pull, for somebody who did not ask for one. */
function withoutSnapshot(error: BuildError): BuildError {
  const { code, summary, hint, prompt, environment, cause } = error
  return new BuildError({
    code,
    summary: `${summary}; and there is no snapshot to build with`,
    hint: `${hint} Then run \`understudy pull\`, and put the prompts and ${LOCK_FILE} into git: builds need no registry after that.`,
    ...(prompt !== undefined && { prompt }),
    ...(environment !== undefined && { environment }),
    cause,
  })
}

function nothingToFreeze(): BuildError {
  return new BuildError({
    code: 'source',
    summary: 'there is no lock, and `pull: "frozen"` asks no registry',
    hint: `Run \`understudy pull\`, and put the prompts and ${LOCK_FILE} into git.`,
    place: { file: LOCK_FILE },
  })
}

function notPulled(name: string): BuildError {
  return new BuildError({
    code: 'source',
    summary: `the config names the source ${JSON.stringify(name)}, of which the lock has nothing`,
    hint: 'Run `understudy pull`.',
    place: { file: LOCK_FILE },
  })
}

function noLongerThere(name: string): BuildError {
  return new BuildError({
    code: 'source',
    summary: `the lock has templates of ${JSON.stringify(name)}, which is no source of the config`,
    hint: 'Run `understudy pull`, which removes them, or put the source back into the config.',
    place: { file: LOCK_FILE },
  })
}
