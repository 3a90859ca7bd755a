import type { PartialFile, TemplateFile } from '@understudy/compiler'

/** A text that knows whether it is still the one of an earlier run. */
export interface Stamped {
  /**
   * Changes whenever the text may have changed, so that a text that is known already need not be read;
   * undefined when there is no telling.
   */
  readonly stamp?: string | undefined
}

/** A template file as a source delivers it. Its `text` may be a getter: it is asked for only when it is needed. */
export interface SourceTemplate extends TemplateFile, Stamped {}

/** A partial's file as a source delivers it. Its `text` may be a getter too. */
export interface SourcePartial extends PartialFile, Stamped {}

/** All that a source has. */
export interface SourceContent {
  /** In an order that depends on nothing but the templates. */
  readonly templates: readonly SourceTemplate[]
  readonly partials: readonly SourcePartial[]
}

/** What a source may need to know of the project that reads it. */
export interface SourceContext {
  /** The project's root, absolute. */
  root: string
  /** Every environment that a chain of the project names. */
  environments: readonly string[]
  /** Given when only texts have changed since the last time: all else may be delivered again as it was. */
  since?: SourceChange | undefined
}

/** What has changed since a source delivered something. */
export interface SourceChange {
  /** What the source delivered. */
  content: SourceContent
  /** The files whose text has changed since, relative to the root with `/`, as the content names them. */
  edited: readonly string[]
}

/** Where the templates of a project come from. */
export interface Source {
  /** How messages call the source, for instance `folder prompts`. */
  readonly name: string
  /** The folder that it delivers as it is, relative to the project's root, if that is all it does. @default none */
  readonly folder?: string
  /** Folders to watch with all that is under them, relative to the project's root. @default [] */
  readonly watch?: readonly string[]
  /**
   * Delivers every template and every partial.
   *
   * @throws {BuildError} when the source cannot be read; the getter of a `text` may throw it too.
   */
  read(context: SourceContext): Promise<SourceContent>
}
