import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GenerateResult } from '@understudy/sources'
import type { BundleContents } from './bundle-contents.ts'
import { promptFinder } from './prompt-finder.ts'

/** The manifest's name in a bundler's output. */
export const BUNDLE_MANIFEST = 'understudy-manifest.json'

interface Prompts {
  [name: string]: { chain: object[] }
}

/**
 * Prints which prompts a bundle really holds: their chains as in the generated folder's own manifest, and how many bytes
 * each one's module takes. Holds no text of a template.
 *
 * @returns undefined when the bundle holds none.
 */
export async function bundleManifest(
  result: Pick<GenerateResult, 'output' | 'prompts'>,
  { sizes }: Pick<BundleContents, 'sizes'>,
): Promise<string | undefined> {
  const promptOf = promptFinder(result)
  const bytes = new Map<string, number>()
  for (const [id, size] of sizes) {
    const prompt = promptOf(id)
    if (prompt && size > 0) bytes.set(prompt, (bytes.get(prompt) ?? 0) + size)
  }
  if (bytes.size === 0) return undefined
  const { prompts }: { prompts: Prompts } = JSON.parse(
    await readFile(join(result.output, 'manifest.json'), 'utf8'),
  )
  const entries = [...bytes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, size]) => [name, { bytes: size, chain: prompts[name]?.chain ?? [] }])
  return `${JSON.stringify({ prompts: Object.fromEntries(entries) }, null, 2)}\n`
}
