import { BuildError } from './build-error.ts'
import { printDeclaration } from './generate/print-declaration.ts'
import { printManifestEntry } from './generate/print-manifest.ts'
import { printModule } from './generate/print-module.ts'
import type { ArrangedPrompt } from './project/arrange-prompts.ts'
import { secretErrors } from './secrets/secret-errors.ts'
import { type PartialFiles, readTemplate } from './template/read-template.ts'

/** What compiling one prompt depends on beside its own files. */
export interface PromptOptions {
  /** What templates can include, by name. */
  partials: PartialFiles
  /** What a missing variable does at run time. */
  missing: 'error' | 'empty'
  /** Fingerprints of what looks like a secret and is none. @default [] */
  allowSecrets?: readonly string[]
}

/** One prompt, compiled. */
export interface CompiledPrompt {
  name: string
  /** What the prompt is exported as. */
  identifier: string
  /** The module's JavaScript. */
  js: string
  /** The module's declaration. */
  dts: string
  /** What the manifest says of the prompt, as it is written there. */
  manifestEntry: string
  /** The names of the partials that its templates use, also through others. */
  partials: string[]
}

/**
 * Compiles one prompt. Pure: the same files, partials and options always give the same.
 *
 * @returns The problems instead, when a file has any.
 */
export function compilePrompt(
  { name, identifier, files }: ArrangedPrompt,
  { partials, missing, allowSecrets }: PromptOptions,
): CompiledPrompt | BuildError[] {
  const errors: BuildError[] = []
  const used = new Set<string>()
  const recorded = {
    get: (key: string) => {
      used.add(key)
      return partials.get(key)
    },
    keys: () => partials.keys(),
  }
  const chain = files.flatMap((file) => {
    try {
      // First of all: the frame of another error could show what must not be seen.
      const secrets = secretErrors(file, allowSecrets)
      errors.push(...secrets)
      return secrets.length > 0 ? [] : [readTemplate(file, recorded)]
    } catch (error) {
      if (!(error instanceof BuildError)) throw error
      errors.push(error)
      return []
    }
  })
  const leaks = [...used].flatMap((key) => {
    const partial = partials.get(key)
    return partial ? secretErrors({ file: partial.file, text: partial.text }, allowSecrets) : []
  })
  if (leaks.length > 0) return [...errors.filter(({ code }) => code === 'secret'), ...leaks]
  if (errors.length > 0) return errors
  const module = { name, identifier, chain, missing }
  return {
    name,
    identifier,
    js: printModule(module),
    dts: printDeclaration(module),
    manifestEntry: printManifestEntry(module),
    partials: [...used].sort(),
  }
}
