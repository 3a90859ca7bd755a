import type { TemplateFile } from '@understudy/compiler'

/** What a source may need to know of the project that reads it. */
export interface SourceContext {
  /** The project's root, absolute. */
  root: string
  /** Every environment that a chain of the project names. */
  environments: readonly string[]
}

/** Where the templates of a project come from. */
export interface Source {
  /** How messages call the source, for instance `folder prompts`. */
  readonly name: string
  /** Folders to watch with all that is under them, relative to the project's root. @default [] */
  readonly watch?: readonly string[]
  /**
   * Delivers every template, in an order that depends on nothing but the templates.
   *
   * @throws {BuildError} when the source cannot be read.
   */
  read(context: SourceContext): Promise<TemplateFile[]>
}
