import { type ArrangedPrompt, type BuildError, compilePrompt, type PartialFile } from '@understudy/compiler'
import type { Cache, PromptRecord } from '../cache/cache.ts'
import type { Texts } from '../cache/texts.ts'
import type { SourcePartial } from '../source/source.ts'

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
export function findChanges(arranged: readonly ArrangedPrompt[], options: ChangeOptions): Changes {
  const { cache, texts, missing, allowSecrets, onModule, isIntact } = options
  const changes: Changes = { prompts: new Map(), compiled: 0, renewed: 0, kept: new Set(), errors: [] }
  const sources = new Map(options.partials.map((partial) => [partial.name, partial]))
  const partials = new PartialTexts(sources, texts)
  const keyOf = ({ files }: ArrangedPrompt, used: readonly string[]): string =>
    [
      ...files.map((file) => `${file.environment}=${texts.digest(file)}`),
      ...used.map((name) => {
        const partial = sources.get(name)
        return `>${name}=${partial ? texts.digest(partial) : ''}`
      }),
    ].join(' ')

  for (const prompt of arranged) {
    const { name } = prompt
    const modules = [`${name}.js`, `${name}.d.ts`]
    const known = cache.prompts.get(name)
    if (known && modules.every(isIntact) && keyOf(prompt, known.partials) === known.key) {
      changes.prompts.set(name, known)
      for (const module of modules) changes.kept.add(module)
      continue
    }
    const files = prompt.files.map((file) => ({ ...place(file), text: texts.read(file) }))
    const compiled = compilePrompt({ ...prompt, files }, { partials, missing, allowSecrets })
    if (Array.isArray(compiled)) {
      changes.errors.push(...compiled)
      continue
    }
    const { identifier, manifestEntry, js, dts } = compiled
    const key = keyOf(prompt, compiled.partials)
    for (const file of prompt.files) texts.release(file)
    changes.prompts.set(name, { identifier, key, partials: compiled.partials, manifestEntry })
    changes.compiled++
    if (known?.key !== key) changes.renewed++
    // Once there is an error nothing will be written.
    if (changes.errors.length > 0) continue
    onModule(`${name}.js`, js)
    onModule(`${name}.d.ts`, dts)
  }
  return changes
}

function place({ prompt, environment, file }: ArrangedPrompt['files'][number]): {
  prompt: string
  environment: string
  file: string
} {
  return { prompt, environment, file }
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
