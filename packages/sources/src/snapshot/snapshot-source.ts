import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { BuildError } from '@understudy/compiler/project'
import { type Lock, type LockEntry, readLock } from '../lock/lock.ts'
import { LOCK_FILE } from '../lock/lock-file.ts'
import { folder } from '../source/folder.ts'
import type { Source, SourceContent, SourceTemplate } from '../source/source.ts'
import { snapshotFile, snapshotFolder } from './snapshot-file.ts'

/** A template of a snapshot, with what the lock says of it. */
class LockedTemplate implements SourceTemplate {
  readonly prompt: string
  readonly environment: string
  readonly file: string
  readonly stamp: string | undefined
  readonly version: string
  readonly digest: string
  readonly entry: LockEntry
  readonly #template: SourceTemplate

  constructor(template: SourceTemplate, entry: LockEntry) {
    this.prompt = template.prompt
    this.environment = template.environment
    this.file = template.file
    this.stamp = template.stamp
    this.version = entry.version
    this.digest = `sha256:${entry.sha256}`
    this.entry = entry
    this.#template = template
  }

  get text(): string {
    return this.#template.text
  }
}

/** Which source a template of a snapshot was pulled from; undefined when it was not pulled. */
export function pulledFrom(template: SourceTemplate): string | undefined {
  return template instanceof LockedTemplate ? template.entry.source : undefined
}

/**
 * The folder that pulls write into, as the lock has it: what the lock lists comes with its version and the digest that it
 * must have.
 *
 * @param path Relative to the project's root.
 * @param takesOthers Whether templates that the lock does not list are templates too, rather than an error.
 */
export function snapshotSource(path: string, takesOthers: boolean): Source {
  const inner = folder(path)
  /** What an unchanged file became before: a run after an edit goes by what is the same object. */
  const known = new WeakMap<SourceTemplate, LockedTemplate>()
  const before = new WeakMap<SourceContent, SourceContent>()

  const lockedTemplate = (template: SourceTemplate, entry: LockEntry): LockedTemplate => {
    const old = known.get(template)
    if (old && isSame(old.entry, entry)) return old
    const locked = new LockedTemplate(template, entry)
    known.set(template, locked)
    return locked
  }

  return {
    name: `snapshot ${path}`,
    watch: [path],
    async read({ root, environments, since }) {
      const lock = readLock(root)
      if (!lock) throw nothingPulled()
      const last = since && before.get(since.content)
      const context = { root, environments, since: last && { content: last, edited: since.edited } }
      const found = existsSync(resolve(root, path))
        ? await inner.read(context)
        : { templates: [], partials: [] }
      const missing = new Set(filesOf(path, lock))
      const others: string[] = []
      const templates = found.templates.map((template) => {
        const entry = lock.get(template.prompt)?.get(template.environment)
        if (entry && missing.delete(template.file)) return lockedTemplate(template, entry)
        others.push(template.file)
        return template
      })
      const [gone] = missing
      if (gone !== undefined) throw missingFile(gone, missing.size)
      const [other] = others
      if (other !== undefined && !takesOthers) throw foreignFile(other, others.length, path)
      const content = { templates, partials: found.partials }
      before.set(content, found)
      return content
    },
  }
}

function* filesOf(path: string, lock: Lock): Generator<string> {
  for (const [prompt, entries] of lock) {
    for (const environment of entries.keys()) yield snapshotFile(path, prompt, environment)
  }
}

function isSame(a: LockEntry, b: LockEntry): boolean {
  return a.version === b.version && a.sha256 === b.sha256 && a.source === b.source
}

function nothingPulled(): BuildError {
  return new BuildError({
    code: 'source',
    summary: 'nothing has been pulled yet: there is no lock',
    hint: 'Run `understudy pull`, and put the prompts and the lock into git.',
    place: { file: LOCK_FILE },
  })
}

function missingFile(file: string, count: number): BuildError {
  return new BuildError({
    code: 'source',
    summary: `the lock lists this template${andMore(count)}, and it is not there`,
    hint: 'Restore it from git, or run `understudy pull`.',
    place: { file },
  })
}

function foreignFile(file: string, count: number, path: string): BuildError {
  return new BuildError({
    code: 'source',
    summary: `this template${andMore(count)} stands among those that were pulled, and is not in the lock`,
    hint: `Delete it. If somebody wrote it here, add \`folder(${JSON.stringify(snapshotFolder(path))})\` to \`source\` in the config.`,
    place: { file },
  })
}

function andMore(count: number): string {
  return count > 1 ? ` (and ${count - 1} more)` : ''
}
