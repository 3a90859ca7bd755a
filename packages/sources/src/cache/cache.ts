/** A text that was read: what it was, and how to see without reading it that it still is. */
export interface TextRecord {
  /** The source's stamp; undefined when it must be read again. */
  stamp: string | undefined
  digest: string
}

/** A prompt that was compiled. */
export interface PromptRecord {
  identifier: string
  /** What the modules were made from: a digest of each text, with its environment or the partial's name. */
  key: string
  /** The partials that the templates use. */
  partials: readonly string[]
  /** What the manifest says of the prompt. */
  manifestEntry: string
}

/** What a run leaves to the next, so that it need not do the same again. */
export interface Cache {
  /** Templates and partials, by the file's name in messages. */
  texts: Map<string, TextRecord>
  /** By name. */
  prompts: Map<string, PromptRecord>
  /** The stamps of the generated files, by name; undefined where it cannot be relied on. */
  outputs: Map<string, string | undefined>
}

/** The cache of a project that was never generated. */
export function emptyCache(): Cache {
  return { texts: new Map(), prompts: new Map(), outputs: new Map() }
}
