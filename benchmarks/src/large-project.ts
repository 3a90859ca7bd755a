import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const repository = dirname(dirname(import.meta.dirname))

/** How a project's prompts lie: a hundred to a folder, as a team with thousands has them, or all in one. */
export type Layout = 'groups' | 'flat'

/** The name of a project's prompt. */
export function promptName(index: number, layout: Layout): string {
  return layout === 'flat' ? `prompt-${index}` : `team-${Math.floor(index / 100)}/prompt-${index}`
}

/** What a project's prompt is exported as. */
export function promptIdentifier(index: number, layout: Layout): string {
  return layout === 'flat' ? `prompt${index}` : `team${Math.floor(index / 100)}Prompt${index}`
}

/** Makes the templates of a prompt: the example's, with a few words that tell one prompt from another. */
function templateMaker(): (index: number) => { [environment: string]: string } {
  const examples = ['prod', 'fallback'].map((environment): [string, string] => [
    environment,
    readFileSync(join(repository, `examples/rag-qa/prompts/rag-qa/${environment}.yaml`), 'utf8'),
  ])
  return (index) =>
    Object.fromEntries(
      examples.map(([environment, text]) => [
        environment,
        text.replace(/(content: \|\n +)/, `$1You are assistant ${index}. `),
      ]),
    )
}

/** Writes a project of prompts with two templates each. */
export function writeProject(root: string, indexes: Iterable<number>, layout: Layout): void {
  mkdirSync(join(root, 'node_modules/@understudy'), { recursive: true })
  symlinkSync(join(repository, 'packages/runtime'), join(root, 'node_modules/@understudy/runtime'), 'dir')
  const imports = { '#prompts': './.understudy/index.js', '#prompts/*': './.understudy/*.js' }
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', imports }))
  const templatesOf = templateMaker()
  for (const index of indexes) {
    const folder = join(root, 'prompts', promptName(index, layout))
    mkdirSync(folder, { recursive: true })
    for (const [environment, text] of Object.entries(templatesOf(index))) {
      writeFileSync(join(folder, `${environment}.yaml`), text)
    }
  }
}
