import type { ArrangedPrompt, BuildError, PartialFile } from '@understudy/compiler'
import type { Cache, PromptRecord } from '../cache/cache.ts'
import type { Texts } from '../cache/texts.ts'
import type { SourcePartial } from '../source/source.ts'
import { compilePrompts, type OnCompiled } from './compile-prompts.ts'

/** What a run has to go by. */
export interface ChangeOptions {
  cache: Cache
  texts: Texts
  partials: readonly SourcePartial[]
  missing: 'error' | 'empty'
  allowSecrets: readonly string[]
  /** Gets the modules of the prompts that had to be compiled. */
  onModule: (name: string, text: string) => void
  /** Whether a generated file is still as the cache has it. */
  isIntact: (name: string) => boolean
}

/** Prompts after a look at what has changed. */
export interface Changes {
  /** All prompts that have no errors, in order. */
  prompts: Map<string, PromptRecord>
  /** How many of them had to be compiled. */
  compiled: number
  /** How many of these are new or made from other texts. */
  renewed: number
  /** The modules of the others. */
  kept: Set<string>
  errors: BuildError[]
}

/** Compiles the prompts that have changed, or whose modules have. */
export async function findChanges(
  arranged: readonly ArrangedPrompt[],
  options: ChangeOptions,
): Promise<Changes> {
  const { cache, texts, missing, allowSecrets, onModule, isIntact } = options
  const changes: Changes = { prompts: new Map(), compiled: 0, renewed: 0, kept: new Set(), errors: [] }
  const sources = new Map(options.partials.map((partial) => [partial.name, partial]))
  const partials = new PartialTexts(sources, texts)
  const keyOf = ({ files }: ArrangedPrompt, used: readonly string[]): string => {
    let key = ''
    for (const file of files) {
      const { environment, version = '', digest = '' } = file
      key += `${environment}=${texts.digest(file)}${version}${digest} `
    }
    for (const name of used) {
      const partial = sources.get(name)
      key += `>${name}=${partial ? texts.digest(partial) : ''} `
    }
    return key
  }

  const stale: ArrangedPrompt[] = []
  for (const prompt of arranged) {
    const { name } = prompt
    const modules = [`${name}.js`, `${name}.d.ts`] as const
    const known = cache.prompts.get(name)
    if (
      known &&
      isIntact(modules[0]) &&
      isIntact(modules[1]) &&
      keyOf(prompt, known.partials) === known.key
    ) {
      changes.prompts.set(name, known)
      changes.kept.add(modules[0]).add(modules[1])
    } else {
      stale.push(prompt)
      // Keeps the order.
      changes.prompts.set(name, UNKNOWN)
    }
  }

  const errors = new Map<string, BuildError[]>()
  const onCompiled: OnCompiled = (prompt, compiled) => {
    const { name } = prompt
    if (Array.isArray(compiled)) {
      errors.set(name, compiled)
      return
    }
    const { identifier, manifestEntry, js, dts } = compiled
    const key = keyOf(prompt, compiled.partials)
    changes.prompts.set(name, { identifier, key, partials: compiled.partials, manifestEntry })
    changes.compiled++
    if (cache.prompts.get(name)?.key !== key) changes.renewed++
    // Once there is an error nothing will be written.
    if (errors.size > 0) return
    onModule(`${name}.js`, js)
    onModule(`${name}.d.ts`, dts)
  }
  const each = withTexts(stale, texts)
  await compilePrompts({ count: stale.length, each }, { partials, missing, allowSecrets }, onCompiled)
  for (const { name } of stale) {
    const found = errors.get(name)
    if (!found) continue
    changes.prompts.delete(name)
    changes.errors.push(...found)
  }
  return changes
}

/** Stands for a prompt that is being compiled. */
const UNKNOWN: PromptRecord = { identifier: '', key: '', partials: [], manifestEntry: '' }

/** Prompts as plain objects with their texts, which are read when a prompt's turn comes. */
function* withTexts(prompts: readonly ArrangedPrompt[], texts: Texts): Generator<ArrangedPrompt> {
  for (const prompt of prompts) {
    const files = prompt.files.map((source) => {
      const { prompt, environment, file, version, digest } = source
      texts.digest(source)
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
