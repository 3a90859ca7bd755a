import { FILE_LIST } from '../emit/file-list.ts'
import type { FileState } from '../stamp.ts'

/** A text that was read: what it was, and how to see without reading it that it still is. */
export interface TextRecord {
  /** The source's stamp; undefined when it must be read again. */
  readonly stamp: string | undefined
  readonly digest: string
}

/** A template of a prompt's chain. */
export interface TemplateRecord extends TextRecord {
  /** The file's name in messages. */
  readonly file: string
  readonly environment: string
  /** The version and the digest that its source says it has; '' when it says nothing. */
  readonly pin: string
}

/** A prompt that was compiled: what its modules were made from, and what they are. */
export interface PromptRecord {
  readonly identifier: string
  /** The chain's templates, in order. Renewed when a look at them finds the same texts with other stamps. */
  templates: readonly TemplateRecord[]
  /** The partials that the templates use, with the digests of their texts. */
  readonly partials: readonly { readonly name: string; readonly digest: string }[]
  /** What the manifest says of the prompt. */
  readonly manifestEntry: string
  /** The module as it was left; undefined when that cannot be relied on. */
  js: FileState | undefined
  /** The declaration as it was left; undefined when that cannot be relied on. */
  dts: FileState | undefined
}

/** What a run leaves to the next, so that it need not do the same again. */
export interface Cache {
  /** The prompts, by name. */
  prompts: Map<string, PromptRecord>
  /** The partials, by the file's name in messages. */
  partials: Map<string, TextRecord>
  /** The generated files that belong to no prompt, with the list of all, by name; undefined if not to be relied on. */
  files: Map<string, FileState | undefined>
}

/** The cache of a project that was never generated. */
export function emptyCache(): Cache {
  return { prompts: new Map(), partials: new Map(), files: new Map() }
}

/** How many files are generated; their list is none of them. */
export function countFiles({ prompts, files }: Cache): number {
  return prompts.size * 2 + files.size - (files.has(FILE_LIST) ? 1 : 0)
}
