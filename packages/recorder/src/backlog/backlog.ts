/** Some entries that were added one after another. */
export interface Segment {
  /** The entries in order; those that were damaged are left out. */
  read(): Promise<readonly string[]>
  /** Forgets the segment: every sink has it. */
  remove(): Promise<void>
}

/** Keeps entries until every sink has them. */
export interface Backlog {
  /**
   * Keeps an entry. Never waits for anything.
   *
   * @returns false when there is no more room: the entry is not kept.
   */
  add(entry: string): boolean
  /** How many bytes have been added since the last segment was cut off, roughly. */
  readonly open: number
  /** Cuts off a segment of what was added since the last; undefined when that is nothing. */
  cut(): Promise<Segment | undefined>
  /** Segments that processes which are gone have left, as far as they were not given before. Asked again and again. */
  recover(): Promise<readonly Segment[]>
  /** Resolves when all that was added before is as safe as it can be: true when it survives the process. */
  saved(): Promise<boolean>
  /** Lets go of what it holds. */
  close(): Promise<void>
}
