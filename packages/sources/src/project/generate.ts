import { resolve } from 'node:path'
import {
  type ArrangedPrompt,
  arrangePrompts,
  BuildError,
  distinctErrors,
  projectFiles,
} from '@understudy/compiler/project'
import { type Cache, countFiles, emptyCache } from '../cache/cache.ts'
import { readCache, writeCache } from '../cache/cache-file.ts'
import { compilerFingerprint } from '../cache/compiler-fingerprint.ts'
import { digest } from '../cache/digest.ts'
import { isIntact } from '../cache/is-intact.ts'
import { Texts } from '../cache/texts.ts'
import { checkClient } from '../config/check-client.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { EmitResult } from '../emit/emit.ts'
import { FILE_LIST } from '../emit/file-list.ts'
import { Staging } from '../emit/staging.ts'
import { TEMPLATE_SCHEMA, templateSchema } from '../emit/template-schema.ts'
import type { SourceContent } from '../source/source.ts'
import { type FileState, isSameState, settledState } from '../stamp.ts'
import { environmentsOf } from './environments-of.ts'
import { findChanges } from './find-changes.ts'
import { runEdited } from './run-edited.ts'

/** What a run of {@link generate} found and did. */
export interface GenerateResult extends EmitResult {
  /** The output folder, absolute. */
  output: string
  /** The names of the prompts, sorted. */
  prompts: string[]
  /** What is wrong. When there is anything, nothing was written. */
  errors: BuildError[]
  /** What should be said, though the output is sound. */
  warnings: BuildError[]
}

/** What a run that went well leaves to the next run in the same process. */
export interface Remembered {
  readonly config: ResolvedConfig
  readonly content: SourceContent
  readonly arranged: ArrangedPrompt[]
  readonly prompts: string[]
  readonly warnings: BuildError[]
  readonly cache: Cache
  /** Whether the cache on disk is behind. */
  readonly unsaved: boolean
}

/** What came of a run. */
export interface Outcome {
  result: GenerateResult
  /** What the next run may go by; nothing when this one failed. */
  remembered?: Remembered
}

/** How to run. */
export interface GenerateOptions {
  /** Whether to write nothing, to rely on no cache, and only to tell what would change. @default false */
  check?: boolean
  /** The run before, if it went well. */
  last?: Remembered | undefined
  /**
   * The only files that have changed since then: texts of templates or partials, by their names in messages.
   * Everything else is taken to be as it was left.
   */
  edited?: readonly string[] | undefined
  /** What tells this compiler from another. @default that of the compiler in use */
  compiler?: string
}

/** Modules of the output are ESM without side effects, whatever the package around them is. */
const PACKAGE_JSON = `${JSON.stringify({ type: 'module', sideEffects: false }, null, 2)}\n`

/** The files that belong to no prompt, with the list of all. */
const PROJECT_FILES = ['index.js', 'index.d.ts', 'manifest.json', 'package.json', TEMPLATE_SCHEMA, FILE_LIST]

/** From how many texts read in vain it pays to write the cache, only to spare the next run these. */
const IN_VAIN = 64

/**
 * Reads the templates of a project, compiles those that changed, and brings the output folder into step.
 *
 * Problems of the user's are returned, not thrown.
 */
export async function generate(
  root: string,
  config: ResolvedConfig,
  options: GenerateOptions = {},
): Promise<Outcome> {
  const output = resolve(root, config.output)
  const result: GenerateResult = {
    output,
    prompts: [],
    written: [],
    removed: [],
    unchanged: 0,
    errors: [],
    warnings: [],
  }
  try {
    return await run(root, config, options, result)
  } catch (error) {
    if (error instanceof BuildError) return { result: { ...result, errors: [error] } }
    throw error
  }
}

async function run(
  root: string,
  config: ResolvedConfig,
  { check = false, edited, compiler, ...options }: GenerateOptions,
  result: GenerateResult,
): Promise<Outcome> {
  const { source, client, missing, strict, allowSecrets } = config
  const { output } = result
  const last = options.last?.config === config ? options.last : undefined
  const since = last && edited && { content: last.content, edited }
  const content = await source.read({ root, environments: environmentsOf(config), since })
  if (last && edited) {
    const outcome = await runEdited(output, last, content, edited)
    if (outcome) return outcome
  }
  const fingerprint = check
    ? ''
    : digest(`${compiler ?? compilerFingerprint()} ${JSON.stringify([missing, allowSecrets, PACKAGE_JSON])}`)
  const cache = check ? emptyCache() : (last?.cache ?? readCache(output, fingerprint) ?? emptyCache())
  const arrangement = arrangePrompts(
    content.templates,
    config.environments,
    config.chains,
    (name) => cache.prompts.get(name)?.identifier,
  )
  const { prompts: arranged, errors, warnings } = arrangement
  if (check) {
    const { checkSnapshot } = await import('../snapshot/check-snapshot.ts')
    errors.push(...checkSnapshot(content.templates))
  }
  // A prompt is only left out where it has an error.
  const prompts = errors.length === 0 ? arranged.map(({ name }) => name) : namesOf(content)

  const texts = new Texts(cache.partials)
  const staging = new Staging(root, config.output, check)
  try {
    const hopeless = errors.length > 0 || (strict && warnings.length > 0)
    const changes = await findChanges(arranged, {
      cache,
      texts,
      partials: content.partials,
      missing,
      allowSecrets,
      onModule: (name, text) => {
        if (!hopeless) staging.add(name, text)
      },
      isIntact: (name, { js, dts }) =>
        isIntact(`${output}/${name}.js`, js) && isIntact(`${output}/${name}.d.ts`, dts),
    })
    errors.push(...changes.errors, ...checkClient(client, prompts))
    if (strict) errors.push(...warnings.splice(0))
    if (errors.length > 0) {
      staging.discard()
      return { result: { ...result, prompts, errors: distinctErrors(errors), warnings } }
    }

    const isSame =
      changes.compiled === 0 &&
      changes.prompts.size === cache.prompts.size &&
      PROJECT_FILES.every((name) => isIntact(`${output}/${name}`, cache.files.get(name)))
    const next: Cache = { prompts: changes.prompts, partials: texts.partials, files: cache.files }
    const done = { ...result, prompts, warnings, unchanged: countFiles(next) }
    let isNew = last?.unsaved === true
    if (!isSame) {
      for (const [name, text] of projectFiles([...entriesOf(changes.prompts)])) staging.add(name, text)
      staging.add('package.json', PACKAGE_JSON)
      staging.add(TEMPLATE_SCHEMA, templateSchema())
      Object.assign(done, staging.commit(new Set(changes.kept.flatMap((name) => modulesOf(name)))))
      if (check) return { result: done }
      const settled = noteStates(next, staging.states)
      isNew ||= settled || changes.renewed > 0 || done.written.length > 0 || done.removed.length > 0
    }
    // Modules that were compiled to find them as they were cost more than to write the cache, which spares the next run that.
    if (isNew || texts.readInVain >= IN_VAIN) writeCache(output, fingerprint, next)
    const remembered = { config, content, arranged, prompts, warnings, cache: next, unsaved: false }
    return { result: done, remembered }
  } catch (error) {
    staging.discard()
    throw error
  }
}

/** The names of all prompts, sorted. */
function namesOf({ templates }: SourceContent): string[] {
  return [...new Set(templates.map(({ prompt }) => prompt))].sort()
}

/** Notes the states of generated files; tells whether one can be relied on that could not before. */
function noteStates({ prompts, files }: Cache, states: ReadonlyMap<string, FileState>): boolean {
  const now = Date.now()
  let settled = false
  const note = (name: string, before: FileState | undefined): FileState | undefined => {
    const stat = states.get(name)
    if (!stat) return before
    const state = settledState(stat, now)
    settled ||= state !== undefined && !(before && isSameState(before, state))
    return state
  }
  for (const name of PROJECT_FILES) files.set(name, note(name, files.get(name)))
  for (const [name, record] of prompts) {
    const [js, dts] = modulesOf(name)
    record.js = note(js, record.js)
    record.dts = note(dts, record.dts)
  }
  return settled
}

function modulesOf(name: string): [js: string, dts: string] {
  return [`${name}.js`, `${name}.d.ts`]
}

function* entriesOf(
  prompts: Cache['prompts'],
): Generator<{ name: string; identifier: string; manifestEntry: string }> {
  for (const [name, { identifier, manifestEntry }] of prompts) yield { name, identifier, manifestEntry }
}
