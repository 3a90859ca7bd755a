import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUNDLE_MANIFEST } from './bundle-manifest.ts'

/**
 * Writes a bundle's manifest into its folder, if it is not as it should be.
 *
 * @param text undefined for a bundle without prompts: an earlier build's manifest is deleted then.
 */
export async function writeManifest(folder: string, text: string | undefined): Promise<void> {
  const path = join(folder, BUNDLE_MANIFEST)
  if (text === undefined) await rm(path, { force: true })
  else if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) await writeFile(path, text)
}
