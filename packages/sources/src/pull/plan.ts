import { resolve } from 'node:path'
import { BuildError, readTemplate } from '@understudy/compiler'
import { type Lock, type LockEntry, printLock } from '../lock/lock.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import { PULLED } from '../snapshot/print-template.ts'
import { snapshotFile } from '../snapshot/snapshot-file.ts'
import type { CollectedTemplate } from './collect.ts'
import type { SnapshotChange } from './journal.ts'
import type { PullChange } from './pull-result.ts'

/** What is to change, and what that means. */
export interface Plan {
  added: PullChange[]
  changed: PullChange[]
  removed: PullChange[]
  unchanged: number
  errors: BuildError[]
  /** Undefined when nothing on the disk would change. */
  change: SnapshotChange | undefined
}

export interface PlanOptions {
  root: string
  snapshot: string
  /** What the lock says now; undefined when there is none. */
  lock: Lock | undefined
  collected: readonly CollectedTemplate[]
  /** Whether a template goes that the lock lists and that was not collected. */
  goes: (prompt: string, environment: string, entry: LockEntry) => boolean
  /** When this is, as ISO 8601. */
  now: string
}

/** Compares what was collected with the lock and with the files. Writes nothing. */
export function planChange({ root, snapshot, lock, collected, goes, now }: PlanOptions): Plan {
  const plan: Plan = { added: [], changed: [], removed: [], unchanged: 0, errors: [], change: undefined }
  const next = new Map([...(lock ?? [])].map(([prompt, entries]) => [prompt, new Map(entries)]))
  const written: SnapshotChange['written'][number][] = []
  const removed: SnapshotChange['removed'][number][] = []
  const { templates, errors } = withoutRivals(collected, lock)
  plan.errors.push(...errors)

  for (const template of templates) {
    const { prompt, environment, text } = template
    const before = lock?.get(prompt)?.get(environment)
    const file = snapshotFile(snapshot, prompt, environment)
    const there = readFileIfThere(resolve(root, file))
    if (there !== undefined && !before && there !== text && !there.startsWith(PULLED)) {
      plan.errors.push(inTheWay(template, file))
      continue
    }
    const after = entryOf(template, before, now)
    const isIntact = there !== undefined && (there === text || digestOf(template, there) === template.sha256)
    if (!isIntact) written.push([prompt, environment, text])
    next.set(prompt, (next.get(prompt) ?? new Map()).set(environment, after))
    const change = { prompt, environment, before, after }
    if (!before) plan.added.push(change)
    else if (after !== before || !isIntact) plan.changed.push(change)
    else plan.unchanged++
  }

  const kept = new Set(templates.map(keyOf))
  for (const [prompt, entries] of lock ?? []) {
    for (const [environment, before] of entries) {
      if (kept.has(keyOf({ prompt, environment }))) continue
      if (!goes(prompt, environment, before)) continue
      removed.push([prompt, environment])
      plan.removed.push({ prompt, environment, before, after: undefined })
      const left = next.get(prompt)
      left?.delete(environment)
      if (left?.size === 0) next.delete(prompt)
    }
  }
  for (const list of [plan.added, plan.changed, plan.removed]) list.sort(byName)
  const text = printLock(next)
  if (written.length + removed.length > 0 || !lock || text !== printLock(lock)) {
    plan.change = { snapshot, written, removed, lock: text }
  }
  return plan
}

/** The entry as it was, if it says the same: a pull that finds nothing new changes no byte. */
function entryOf(template: CollectedTemplate, before: LockEntry | undefined, now: string): LockEntry {
  const { source, name, version, sha256 } = template
  const isSame =
    before?.source === source &&
    before.name === name &&
    before.version === version &&
    before.sha256 === sha256
  return before && isSame ? before : { source, name, version, sha256, pulledAt: now }
}

/** The digest of a file that is there, however it is laid out; undefined when it is no template. */
function digestOf({ prompt, environment }: CollectedTemplate, text: string): string | undefined {
  try {
    return readTemplate({ prompt, environment, file: '', text }).digest.slice('sha256:'.length)
  } catch (error) {
    if (error instanceof BuildError) return undefined
    throw error
  }
}

/** Leaves out what cannot lie beside another in a folder. */
function withoutRivals(
  collected: readonly CollectedTemplate[],
  lock: Lock | undefined,
): { templates: CollectedTemplate[]; errors: BuildError[] } {
  const errors: BuildError[] = []
  const seen = new Map<string, CollectedTemplate>()
  // Some file systems tell no names apart that differ in case alone, so that one would replace the other.
  const names = new Map([...(lock?.keys() ?? [])].map((prompt) => [prompt.toLowerCase(), prompt]))
  const fresh = new Set(collected.map(({ prompt }) => prompt))
  for (const template of collected) {
    const { prompt } = template
    const key = keyOf(template).toLowerCase()
    const rival = seen.get(key)
    if (rival) {
      errors.push(sameFile(template, rival))
      continue
    }
    const other = names.get(prompt.toLowerCase())
    if (other !== undefined && other !== prompt && fresh.has(other)) {
      errors.push(sameFolder(template, other))
      continue
    }
    names.set(prompt.toLowerCase(), prompt)
    seen.set(key, template)
  }
  return { templates: [...seen.values()], errors }
}

function keyOf({ prompt, environment }: { prompt: string; environment: string }): string {
  return JSON.stringify([prompt, environment])
}

function byName(a: PullChange, b: PullChange): number {
  return keyOf(a) < keyOf(b) ? -1 : 1
}

function sameFile(template: CollectedTemplate, rival: CollectedTemplate): BuildError {
  const { prompt, environment } = template
  const [one, other] = [rival, template].map(({ source, name }) => `${JSON.stringify(name)} of ${source}`)
  const hint =
    rival.source === template.source
      ? 'Rename one of them in the registry.'
      : 'Take it out of one of the sources, or give one of them other environments.'
  return new BuildError({
    code: 'source',
    summary: `two templates would become the same file: ${one} and ${other}`,
    hint,
    prompt,
    environment,
  })
}

function sameFolder({ prompt, environment, source, name }: CollectedTemplate, other: string): BuildError {
  return new BuildError({
    code: 'source',
    summary: `${JSON.stringify(name)} of ${source} differs from the prompt ${JSON.stringify(other)} in case alone`,
    hint: 'Rename one of them in the registry.',
    prompt,
    environment,
  })
}

function inTheWay({ prompt, environment, source }: CollectedTemplate, file: string): BuildError {
  return new BuildError({
    code: 'source',
    summary: `${source} has a version for this file, which somebody wrote by hand`,
    hint: 'Rename or delete the file, or name another folder as `snapshot` in the config.',
    prompt,
    environment,
    place: { file },
  })
}
