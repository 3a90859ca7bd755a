import type { ArrangedPrompt, BuildError, PartialFile, TemplateFile } from '@understudy/compiler'
import type { Cache, PromptRecord, TemplateRecord } from '../cache/cache.ts'
import type { Texts } from '../cache/texts.ts'
import type { SourcePartial } from '../source/source.ts'
import { compilePrompts, type OnCompiled } from './compile-prompts.ts'

/** What a run has to go by. */
export interface ChangeOptions {
  /** What is found of the templates is noted in its records. */
  cache: Cache
  texts: Texts
  partials: readonly SourcePartial[]
  missing: 'error' | 'empty'
  allowSecrets: readonly string[]
  /** Gets the modules of the prompts that had to be compiled. */
  onModule: (name: string, text: string) => void
  /** Whether the modules of a prompt are still as the cache has them. */
  isIntact: (name: string, known: PromptRecord) => boolean
}

/** Prompts after a look at what has changed. */
export interface Changes {
  /** All prompts that have no errors, in order. */
  prompts: Map<string, PromptRecord>
  /** How many of them had to be compiled. */
  compiled: number
  /** How many of these are new or made from other texts. */
  renewed: number
  /** The names of the others. */
  kept: string[]
  errors: BuildError[]
}

/** A prompt that has to be compiled. */
interface Stale {
  prompt: ArrangedPrompt
  /** What its templates are, once its turn has come or if it was looked at before. */
  templates: readonly TemplateRecord[] | undefined
}

/** Compiles the prompts that have changed, or whose modules have. */
export async function findChanges(
  arranged: readonly ArrangedPrompt[],
  options: ChangeOptions,
): Promise<Changes> {
  const { cache, texts, missing, allowSecrets, onModule, isIntact } = options
  const changes: Changes = { prompts: new Map(), compiled: 0, renewed: 0, kept: [], errors: [] }
  const sources = new Map(options.partials.map((partial) => [partial.name, partial]))
  const partials = new PartialTexts(sources, texts)
  const digestOfPartial = (name: string): string => {
    const source = sources.get(name)
    return source ? texts.digestOfPartial(source) : ''
  }
  const isMadeFrom = (known: PromptRecord, templates: readonly TemplateRecord[]): boolean =>
    isSameChain(known.templates, templates) &&
    known.partials.every(({ name, digest }) => digestOfPartial(name) === digest)

  const stale = new Map<string, Stale>()
  for (const prompt of arranged) {
    const { name } = prompt
    const known = cache.prompts.get(name)
    const templates = known && isIntact(name, known) ? lookAt(prompt, known, texts) : undefined
    if (known && templates && isMadeFrom(known, templates)) {
      if (templates !== known.templates) {
        known.templates = templates
        for (const file of prompt.files) texts.release(file)
      }
      changes.prompts.set(name, known)
      changes.kept.push(name)
    } else {
      stale.set(name, { prompt, templates })
      // Keeps the order.
      changes.prompts.set(name, UNKNOWN)
    }
  }

  const errors = new Map<string, BuildError[]>()
  const onCompiled: OnCompiled = ({ name }, compiled) => {
    if (Array.isArray(compiled)) {
      errors.set(name, compiled)
      return
    }
    const { identifier, manifestEntry, js, dts } = compiled
    const templates = stale.get(name)?.templates ?? []
    const uses = compiled.partials.map((used) => ({ name: used, digest: digestOfPartial(used) }))
    const record = { identifier, templates, partials: uses, manifestEntry, js: undefined, dts: undefined }
    changes.prompts.set(name, record)
    changes.compiled++
    const known = cache.prompts.get(name)
    if (!known || !isMadeFrom(known, templates)) changes.renewed++
    // Once there is an error nothing will be written.
    if (errors.size > 0) return
    onModule(`${name}.js`, js)
    onModule(`${name}.d.ts`, dts)
  }
  const each = withTexts(stale, cache, texts)
  await compilePrompts({ count: stale.size, each }, { partials, missing, allowSecrets }, onCompiled)
  for (const name of stale.keys()) {
    const found = errors.get(name)
    if (!found) continue
    changes.prompts.delete(name)
    changes.errors.push(...found)
  }
  return changes
}

/** Stands for a prompt that is being compiled. */
const UNKNOWN: PromptRecord = {
  identifier: '',
  templates: [],
  partials: [],
  manifestEntry: '',
  js: undefined,
  dts: undefined,
}

/** What the templates of a prompt are: what is known of them, as the same list, if none has changed at all. */
function lookAt(
  { files }: ArrangedPrompt,
  known: PromptRecord | undefined,
  texts: Texts,
): readonly TemplateRecord[] {
  const before = known?.templates ?? []
  if (files.length === before.length && files.every((file, i) => isUntouched(file, before[i]))) return before
  return files.map((source) => {
    const { file, environment } = source
    const { stamp, digest } = texts.look(
      source,
      before.find((one) => one.file === file),
    )
    return { file, environment, stamp, digest, pin: pinOf(source) }
  })
}

function isUntouched(
  file: TemplateFile & { stamp?: string | undefined },
  known: TemplateRecord | undefined,
): boolean {
  return (
    known !== undefined &&
    file.stamp !== undefined &&
    file.stamp === known.stamp &&
    file.file === known.file &&
    file.environment === known.environment &&
    pinOf(file) === known.pin
  )
}

/** What a source says that a template is. */
function pinOf({ version, digest }: TemplateFile): string {
  return version === undefined && digest === undefined ? '' : `${version ?? ''} ${digest ?? ''}`
}

/** Whether two chains have the same texts in the same places. */
function isSameChain(a: readonly TemplateRecord[], b: readonly TemplateRecord[]): boolean {
  if (a === b) return true
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i]
      return one.environment === other?.environment && one.digest === other.digest && one.pin === other.pin
    })
  )
}

/** Prompts as plain objects with their texts, which are read when a prompt's turn comes. */
function* withTexts(
  prompts: ReadonlyMap<string, Stale>,
  cache: Cache,
  texts: Texts,
): Generator<ArrangedPrompt> {
  for (const stale of prompts.values()) {
    const { prompt } = stale
    stale.templates ??= lookAt(prompt, cache.prompts.get(prompt.name), texts)
    const files = prompt.files.map((source) => {
      const { prompt, environment, file, version, digest } = source
      const text = texts.read(source)
      texts.release(source)
      return { prompt, environment, file, version, digest, text }
    })
    yield { ...prompt, files }
  }
}

/** The partials as the compiler wants them, each read when it is first included. */
class PartialTexts {
  readonly #sources: ReadonlyMap<string, SourcePartial>
  readonly #texts: Texts

  constructor(sources: ReadonlyMap<string, SourcePartial>, texts: Texts) {
    this.#sources = sources
    this.#texts = texts
  }

  get(name: string): PartialFile | undefined {
    const source = this.#sources.get(name)
    return source && { name, file: source.file, text: this.#texts.read(source) }
  }

  keys(): MapIterator<string> {
    return this.#sources.keys()
  }
}
