import { relative, sep } from 'node:path'
import { BuildError, type ClientPolicy, type GenerateResult } from '@understudy/sources'
import type { BundleContents } from './bundle-contents.ts'
import { promptFinder, withoutQuery } from './prompt-finder.ts'

/** The most errors that one build tells of; a namespace of all prompts would otherwise bury its own import. */
const MOST = 10

/** Whether a policy lets a prompt into a bundle for the browser. */
export function allowsClient(policy: ClientPolicy, prompt: string): boolean {
  if (typeof policy === 'string') return policy === 'allow'
  return Object.hasOwn(policy, prompt) && policy[prompt] === 'allow'
}

/**
 * Finds the prompts in a bundle for the browser that the configuration does not permit there.
 *
 * @returns an error for each, with the imports that lead to it.
 */
export function guardClient(
  root: string,
  policy: ClientPolicy,
  result: Pick<GenerateResult, 'output' | 'prompts'>,
  { sizes, importers }: BundleContents,
): BuildError[] {
  if (policy === 'allow') return []
  const promptOf = promptFinder(result)
  const errors: BuildError[] = []
  for (const [id, size] of sizes) {
    const prompt = promptOf(id)
    if (!prompt || size === 0 || allowsClient(policy, prompt)) continue
    const chain = importChain(id, importers)
    const names = chain.map((one) => nameOf(root, one, promptOf(one)))
    const importer = chain.findLastIndex((one) => promptOf(one) === undefined)
    errors.push(leak(prompt, names, names[importer]))
    if (errors.length === MOST) break
  }
  return errors
}

/** The shortest way from a module that nothing imports to this one, both included. */
function importChain(id: string, importers: BundleContents['importers']): string[] {
  const next = new Map<string, string | undefined>([[id, undefined]])
  const way = (from: string | undefined): string[] =>
    from === undefined ? [] : [from, ...way(next.get(from))]
  let last = id
  for (const one of next.keys()) {
    last = one
    const above = importers(one)
    if (above.length === 0) break
    for (const importer of above) if (!next.has(importer)) next.set(importer, one)
  }
  // Where every module is imported by another, in a ring, the one furthest away has to do.
  return way(last)
}

function nameOf(root: string, id: string, prompt: string | undefined): string {
  if (prompt !== undefined) return prompt === '' ? '#prompts' : `#prompts/${prompt}`
  const path = relative(root, withoutQuery(id)).replaceAll(sep, '/')
  return path || id
}

function leak(prompt: string, chain: readonly string[], importer: string | undefined): BuildError {
  return new BuildError({
    code: 'client_leak',
    prompt,
    summary: `the prompt would reach the browser: ${chain.join(' → ')}`,
    hint: `Import it in the server's code only, or permit it in the config: \`client: { ${JSON.stringify(prompt)}: 'allow' }\`. For a bundle that runs in no browser, give the plugin \`browser: false\`.`,
    ...(importer !== undefined && { place: { file: importer } }),
  })
}
