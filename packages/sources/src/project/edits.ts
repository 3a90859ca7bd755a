/** Gathers what has changed until a run takes it. */
export class Edits {
  // Before the first time anything may have changed.
  #paths: Set<string> | undefined

  /** @param paths Files whose texts have changed; undefined when anything may have. */
  add(paths: readonly string[] | undefined): void {
    if (paths === undefined) this.#paths = undefined
    for (const path of paths ?? []) this.#paths?.add(path)
  }

  /** What has changed since the last time; undefined when it may be anything. */
  take(): string[] | undefined {
    const paths = this.#paths
    this.#paths = new Set()
    return paths && [...paths]
  }
}
