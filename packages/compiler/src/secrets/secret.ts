/** A part of a text that looks like a key. */
export interface Secret {
  /** What kind of key, for instance `github`. */
  kind: string
  /** Offset of its first character. */
  start: number
  /** Offset behind its last character. */
  end: number
}
