import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ArrangedPrompt, distinctErrors, printManifest } from '@understudy/compiler/project'
import { countFiles } from '../cache/cache.ts'
import { Texts } from '../cache/texts.ts'
import { writeAtomic } from '../emit/write-atomic.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import type { SourceContent } from '../source/source.ts'
import { type FileState, settledState } from '../stamp.ts'
import { findChanges } from './find-changes.ts'
import type { GenerateResult, Outcome, Remembered } from './generate.ts'
import { renewManifest } from './renew-manifest.ts'

/**
 * Runs again when nothing has changed but the texts of some files: looks at these alone, so that it takes
 * little time however many prompts there are. What the last run left becomes what this one leaves.
 *
 * The cache on disk is left behind, which only means that it knows less.
 *
 * @param content What the source has now.
 * @returns Undefined when more has changed than that.
 */
export async function runEdited(
  output: string,
  last: Remembered,
  content: SourceContent,
  edited: readonly string[],
): Promise<Outcome | undefined> {
  const templates = changed(last.content.templates, content.templates, edited)
  const changedPartials = changed(last.content.partials, content.partials, edited)
  if (!templates || !changedPartials) return undefined
  const { config, cache } = last
  const edits = new Map(templates.map((template) => [template.file, template]))
  const prompts = new Set(templates.map(({ prompt }) => prompt))
  const partials = new Set(changedPartials.map(({ name }) => name))
  const includes = (name: string): boolean =>
    cache.prompts.get(name)?.partials.some((partial) => partials.has(partial.name)) === true
  const again = new Map<number, ArrangedPrompt>()
  for (const [i, prompt] of last.arranged.entries()) {
    if (!prompts.has(prompt.name) && !(partials.size > 0 && includes(prompt.name))) continue
    again.set(i, { ...prompt, files: prompt.files.map((file) => edits.get(file.file) ?? file) })
  }
  const texts = new Texts(cache.partials)
  const files = new Map<string, string>()
  const changes = await findChanges([...again.values()], {
    cache,
    texts,
    partials: content.partials,
    missing: config.missing,
    allowSecrets: config.allowSecrets,
    onModule: (name, text) => files.set(name, text),
    isIntact: () => true,
  })
  const result: GenerateResult = {
    output,
    prompts: last.prompts,
    written: [],
    removed: [],
    unchanged: countFiles(cache),
    errors: distinctErrors(changes.errors),
    warnings: last.warnings,
  }
  if (changes.errors.length > 0) return { result }

  const write = (name: string, text: string | Buffer): FileState | undefined => {
    const stat = writeAtomic(join(output, name), text)
    result.written.push(name)
    return settledState(stat, Date.now())
  }
  const bring = (name: string, before: FileState | undefined): FileState | undefined => {
    const text = files.get(name)
    return text === undefined || readFileIfThere(join(output, name)) === text ? before : write(name, text)
  }
  const entries: [old: string, renewed: string][] = []
  for (const [name, record] of changes.prompts) {
    const old = cache.prompts.get(name)
    record.js = bring(`${name}.js`, old?.js)
    record.dts = bring(`${name}.d.ts`, old?.dts)
    const entry = old?.manifestEntry ?? ''
    if (record.manifestEntry !== entry) entries.push([entry, record.manifestEntry])
    // In place: to copy what is known of thousands of prompts would take longer than the rest.
    cache.prompts.set(name, record)
  }
  for (const [file, record] of texts.partials) cache.partials.set(file, record)
  if (entries.length > 0) {
    const whole = (): string => printManifest(Array.from(cache.prompts.values(), (one) => one.manifestEntry))
    const manifest = renewManifest(readManifest(output), entries) ?? whole()
    cache.files.set('manifest.json', write('manifest.json', manifest))
  }
  result.written.sort()
  for (const [i, prompt] of again) last.arranged[i] = prompt
  return {
    result: { ...result, unchanged: countFiles(cache) - result.written.length },
    remembered: { ...last, content, unsaved: last.unsaved || files.size > 0 },
  }
}

function readManifest(output: string): Buffer {
  try {
    return readFileSync(join(output, 'manifest.json'))
  } catch {
    return Buffer.alloc(0)
  }
}

/** The files that were edited; undefined when two lists differ in more than these. */
function changed<File extends { file: string }>(
  before: readonly File[],
  now: readonly File[],
  edited: readonly string[],
): File[] | undefined {
  if (before.length !== now.length) return undefined
  const files: File[] = []
  for (const [i, file] of now.entries()) {
    const old = before[i]
    if (old?.file !== file.file) return undefined
    if (edited.includes(file.file)) files.push(file)
    else if (old !== file) return undefined
  }
  return files
}
