/** From how many entries on it is quicker to print the whole manifest. */
const MANY = 32

/**
 * Puts new entries of some prompts into a manifest in the place of the old: in a large project it has megabytes, and to
 * print them all takes longer than all else of an edit.
 *
 * @param entries Each prompt's old entry and new one.
 * @returns Undefined when an old entry is not there, or there are many.
 */
export function renewManifest(
  manifest: Buffer,
  entries: readonly (readonly [old: string, renewed: string])[],
): Buffer | undefined {
  if (entries.length >= MANY) return undefined
  let result = manifest
  for (const [old, renewed] of entries) {
    const at = old === '' ? -1 : result.indexOf(old)
    if (at < 0) return undefined
    const end = at + Buffer.byteLength(old)
    result = Buffer.concat([result.subarray(0, at), Buffer.from(renewed), result.subarray(end)])
  }
  return result
}
