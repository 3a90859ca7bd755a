import type { CompiledPrompt } from '../compile-prompt.ts'
import { printIndex } from '../generate/print-index.ts'
import { printManifest } from '../generate/print-manifest.ts'

/** The files that tell of all prompts: path → text. */
export function projectFiles(
  prompts: readonly Pick<CompiledPrompt, 'name' | 'identifier' | 'manifestEntry'>[],
): Map<string, string> {
  const index = printIndex(prompts)
  const manifest = printManifest(prompts.map(({ manifestEntry }) => manifestEntry))
  return new Map([
    ['index.js', index],
    ['index.d.ts', index],
    ['manifest.json', manifest],
  ])
}
