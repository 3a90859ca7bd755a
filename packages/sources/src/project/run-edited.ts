import { join } from 'node:path'
import { type ArrangedPrompt, distinctErrors, printManifest } from '@understudy/compiler'
import type { Cache } from '../cache/cache.ts'
import { Texts } from '../cache/texts.ts'
import { writeAtomic } from '../emit/write-atomic.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import type { SourceContent } from '../source/source.ts'
import { settledAt, stampOf } from '../stamp.ts'
import { findChanges } from './find-changes.ts'
import type { GenerateResult, Outcome, Remembered } from './generate.ts'

/**
 * Runs again when nothing has changed but the texts of some files: looks at these alone, so that it takes the same
 * time however many prompts there are.
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
  const paths = new Set(edited)
  if (!isSameElse(last.content.templates, content.templates, paths)) return undefined
  if (!isSameElse(last.content.partials, content.partials, paths)) return undefined
  const { config, cache } = last
  const templates = new Map(
    content.templates.filter(({ file }) => paths.has(file)).map((template) => [template.file, template]),
  )
  const partials = new Set(
    content.partials.filter(({ file }) => paths.has(file)).map((partial) => partial.name),
  )
  const affected = (prompt: ArrangedPrompt): boolean =>
    prompt.files.some(({ file }) => templates.has(file)) ||
    (partials.size > 0 &&
      cache.prompts.get(prompt.name)?.partials.some((name) => partials.has(name)) === true)
  const renew = (prompt: ArrangedPrompt): ArrangedPrompt => ({
    ...prompt,
    files: prompt.files.map((file) => templates.get(file.file) ?? file),
  })
  const again = new Map(last.arranged.filter(affected).map((prompt) => [prompt.name, renew(prompt)]))
  const texts = new Texts(cache.texts)
  const files = new Map<string, string>()
  const changes = await findChanges([...again.values()], {
    cache,
    texts,
    partials: content.partials,
    missing: config.missing,
    allowSecrets: config.allowSecrets,
    onModule: (name, text) => files.set(name, text),
    isIntact: (name) => cache.outputs.has(name),
  })
  const result: GenerateResult = {
    output,
    prompts: last.prompts,
    written: [],
    removed: [],
    unchanged: cache.outputs.size,
    errors: distinctErrors(changes.errors),
    warnings: last.warnings,
  }
  if (changes.errors.length > 0) return { result }

  const prompts = new Map([...cache.prompts, ...changes.prompts])
  const outputs = new Map(cache.outputs)
  const write = (name: string, text: string): void => {
    const stat = writeAtomic(join(output, name), text)
    outputs.set(name, settledAt(stat) > Date.now() ? undefined : stampOf(stat))
    result.written.push(name)
  }
  for (const [name, text] of files) {
    if (readFileIfThere(join(output, name)) !== text) write(name, text)
  }
  const entryOf = (name: string): string | undefined => cache.prompts.get(name)?.manifestEntry
  // Megabytes in a large project: neither read nor written without need.
  if ([...changes.prompts].some(([name, { manifestEntry }]) => manifestEntry !== entryOf(name))) {
    write('manifest.json', printManifest([...prompts.values()].map(({ manifestEntry }) => manifestEntry)))
  }
  result.written.sort()
  const next: Cache = { texts: new Map([...cache.texts, ...texts.records]), prompts, outputs }
  return {
    result: { ...result, unchanged: cache.outputs.size - result.written.length },
    remembered: {
      ...last,
      content,
      arranged: last.arranged.map((prompt) => again.get(prompt.name) ?? prompt),
      cache: next,
      unsaved: last.unsaved || files.size > 0,
    },
  }
}

/** Whether two lists of files differ in no more than the files that were edited. */
function isSameElse<File extends { file: string }>(
  before: readonly File[],
  now: readonly File[],
  edited: ReadonlySet<string>,
): boolean {
  return (
    before.length === now.length &&
    before.every((file, i) => now[i] === file || (now[i]?.file === file.file && edited.has(file.file)))
  )
}
