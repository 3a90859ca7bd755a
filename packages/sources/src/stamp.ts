/** What is kept of a file's state: of thousands of files, all of it would be megabytes. */
export interface FileState {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}

/**
 * Tells whether a generated file is still the same, without reading it.
 *
 * The time of change is left out: a rename sets it, and every generated file is renamed into its place.
 */
export function isSameState(a: FileState, b: FileState): boolean {
  return a.mtimeMs === b.mtimeMs && a.size === b.size && a.ino === b.ino
}

/** A generated file's state as the cache keeps it; undefined while the file is so new that an edit might not show. */
export function settledState({ ino, size, mtimeMs }: FileState, now: number): FileState | undefined {
  return settledAt(mtimeMs) > now ? undefined : { ino, size, mtimeMs }
}

/**
 * What tells a source file's state without reading it; undefined while the file is so new that an edit might not show.
 *
 * The time of change has its part: an edit may put back the size and the time of modification, but never that.
 *
 * @param now A moment before the file was looked at.
 */
export function stampOf(stat: FileState & { readonly ctimeMs: number }, now: number): string | undefined {
  const { ino, size, mtimeMs, ctimeMs } = stat
  if (settledAt(mtimeMs) > now || settledAt(ctimeMs) > now) return undefined
  // Mostly the two times are one, and to print a difference of nothing is quick.
  return `${mtimeMs} ${ctimeMs - mtimeMs} ${size} ${ino}`
}

/**
 * From when on a state proves that the file is still the same, in milliseconds since 1970.
 *
 * A file system's clock ticks: a second edit in the same tick as the first, and of the same size, leaves the state as
 * it is (git calls such a file racy). So a state that was taken before this moment must not be relied on. A tick
 * takes up to 16 ms, or 2 s where times have no fraction of a second (FAT, some network file systems).
 */
function settledAt(timeMs: number): number {
  return timeMs + (timeMs % 1000 === 0 ? 2000 : 20)
}
