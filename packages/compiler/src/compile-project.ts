import type { BuildError } from './build-error.ts'

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

export interface CompileOptions {
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
  /** What a build must fail on, in the order of the files. */
  errors: BuildError[]
  /** What a build should say: in the same form as an error, but nothing is wrong with the output. */
  warnings: BuildError[]
}
/** Compiles all prompts of a project into modules, an index and a manifest. Pure: touches no disk. */
export declare function compileProject(
  templates: readonly TemplateFile[],
  options?: CompileOptions,
): CompiledProject
