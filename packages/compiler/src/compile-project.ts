import type { BuildError } from './build-error.ts'
import { type CompiledPrompt, compilePrompt } from './compile-prompt.ts'
import { distinctErrors } from './distinct-errors.ts'
import { arrangePrompts } from './project/arrange-prompts.ts'
import { projectFiles } from './project/project-files.ts'

/** One version of one prompt's template, as a source delivers it. */
export interface TemplateFile {
  /** The prompt's name, for instance `rag-qa`. */
  prompt: string
  /** The environment, for instance `prod`. */
  environment: string
  /** The file as the user would name it in an error. */
  file: string
  /** The YAML text. */
  text: string
  /** The registry's id of the version. @default the beginning of the template's digest */
  version?: string | undefined
  /** What the template's digest must be, as `sha256:` and hex, if somebody vouches for it. @default anything */
  digest?: string | undefined
}

/** A text that templates include with `{{> name}}`. */
export interface PartialFile {
  /** The partial's name, for instance `footer`. */
  name: string
  /** The file as the user would name it in an error. */
  file: string
  /** The mustache text. */
  text: string
}

export interface CompileOptions {
  /** What templates can include. @default [] */
  partials?: readonly PartialFile[]
  /** The chain, primary first. @default ['prod', 'fallback'] */
  environments?: readonly string[]
  /** Chains of single prompts, by name. @default {} */
  chains?: Readonly<Record<string, readonly string[]>>
  /** What a missing variable does at run time. @default 'error' */
  missing?: 'error' | 'empty'
  /** Whether warnings are errors. @default false */
  strict?: boolean
  /** Fingerprints of what looks like a secret and is none. @default [] */
  allowSecrets?: readonly string[]
}

export interface CompiledProject {
  /** The output folder's whole content: relative path → text. Empty when there are errors. */
  files: Map<string, string>
  /** What a build must fail on, in the order of the prompts. */
  errors: BuildError[]
  /** What a build should say: in the same form as an error, but nothing is wrong with the output. */
  warnings: BuildError[]
}

/** Compiles all prompts of a project into modules, an index and a manifest. Pure: touches no disk. */
export function compileProject(
  templates: readonly TemplateFile[],
  options: CompileOptions = {},
): CompiledProject {
  const { environments = ['prod', 'fallback'], chains = {}, missing = 'error', strict = false } = options
  const partials = new Map(options.partials?.map((partial) => [partial.name, partial]))
  const { prompts, errors, warnings } = arrangePrompts(templates, environments, chains)
  const compiled = prompts.flatMap((prompt): CompiledPrompt[] => {
    const result = compilePrompt(prompt, { partials, missing, allowSecrets: options.allowSecrets ?? [] })
    if (!Array.isArray(result)) return [result]
    errors.push(...result)
    return []
  })
  if (strict) errors.push(...warnings.splice(0))
  if (errors.length > 0) return { files: new Map(), errors: distinctErrors(errors), warnings }
  const modules = compiled.flatMap(({ name, js, dts }): [string, string][] => [
    [`${name}.js`, js],
    [`${name}.d.ts`, dts],
  ])
  return { files: new Map([...modules, ...projectFiles(compiled)]), errors, warnings }
}
