import { BuildError } from './build-error.ts'
import { printDeclaration } from './generate/print-declaration.ts'
import { printIndex } from './generate/print-index.ts'
import { printManifest } from './generate/print-manifest.ts'
import { type PromptModule, printModule } from './generate/print-module.ts'
import { arrangePrompts } from './project/arrange-prompts.ts'
import { readTemplate } from './template/read-template.ts'

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
  const modules: PromptModule[] = []
  for (const { name, identifier, files } of prompts) {
    const chain = files.flatMap((file) => {
      try {
        return [readTemplate(file, partials)]
      } catch (error) {
        if (!(error instanceof BuildError)) throw error
        errors.push(error)
        return []
      }
    })
    modules.push({ name, identifier, chain, missing })
  }
  if (strict) errors.push(...warnings.splice(0))
  const files = new Map<string, string>()
  if (errors.length > 0) return { files, errors, warnings }
  for (const module of modules) {
    files.set(`${module.name}.js`, printModule(module))
    files.set(`${module.name}.d.ts`, printDeclaration(module))
  }
  const index = printIndex(modules)
  files.set('index.js', index)
  files.set('index.d.ts', index)
  files.set('manifest.json', printManifest(modules))
  return { files, errors, warnings }
}
