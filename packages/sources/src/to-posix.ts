import { sep } from 'node:path'

/** A path with forward slashes, as messages and lists show it on every system. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/')
}
