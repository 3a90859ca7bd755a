/** What is kept of a file's state: of thousands of files, all of it would be megabytes. */
export interface FileState {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}

/**
 * What tells a file's state without reading it: time of modification, size and inode.
 *
 * The time of change is left out: a rename sets it, and every generated file is renamed into its place.
 */
export function stampOf({ ino, size, mtimeMs }: FileState): string {
  return `${mtimeMs} ${size} ${ino}`
}

/**
 * From when on a stamp proves that the file is still the same, in milliseconds since 1970.
 *
 * A file system's clock ticks: a second edit in the same tick as the first, and of the same size, leaves the stamp as
 * it is (git calls such a file racy). So a stamp that was taken before this moment must not be relied on. A tick
 * takes up to 16 ms, or 2 s where times have no fraction of a second (FAT, some network file systems).
 */
export function settledAt({ mtimeMs }: Pick<FileState, 'mtimeMs'>): number {
  return mtimeMs + (mtimeMs % 1000 === 0 ? 2000 : 20)
}
