import { join } from 'node:path'
import { buildExample, exampleFolder, isolate } from './build-examples.ts'
import { findPromptText, type PromptTextReport } from './find-prompt-text.ts'
import { runStory, type Told } from './run-story.ts'
import { stories } from './stories.ts'

/** Everything that the demo found out. */
export interface DemoResult {
  /** Whether the real providers were asked. */
  live: boolean
  told: Told[]
  /** Connections of the server to anything but its two providers, all stories together. */
  registryRequests: number
  /** Connections of the server to its two providers. */
  providerConnections: number
  /** The prompts' text in what the browser gets of the vite example. */
  browser: PromptTextReport
  /** The same search in the built server, where the prompts must be: it shows that the search finds them. */
  server: PromptTextReport
  /** What did not end as it must; empty when all is well. */
  problems: string[]
}

/**
 * Builds the examples, tells the stories, and searches the browser's files for prompts.
 *
 * @param progress Told what is being done.
 */
export async function runDemo(
  live: Readonly<Record<string, string>> | undefined,
  progress: (doing: string) => void,
): Promise<DemoResult> {
  progress('building examples/esbuild-server and examples/vite-app')
  await Promise.all([buildExample('esbuild-server'), buildExample('vite-app')])

  // The server runs where only its built output is: no source, no prompts, no lock, no CLI, no node_modules.
  await using isolated = await isolate('esbuild-server')
  const told: Told[] = []
  for (const story of stories) {
    progress(story.name)
    told.push(await runStory(story, join(isolated.path, 'server.mjs'), live))
  }

  progress('searching the browser bundle')
  const prompts = exampleFolder('rag-qa/prompts')
  const browser = await findPromptText(prompts, exampleFolder('vite-app/dist/client'))
  const server = await findPromptText(prompts, isolated.path)

  const connections = told.flatMap((one) => one.connections)
  return {
    live: live !== undefined,
    told,
    registryRequests: connections.filter(({ allowed }) => !allowed).length,
    providerConnections: connections.filter(({ allowed }) => allowed).length,
    browser,
    server,
    problems: [
      ...told.flatMap(({ story, problems }) => problems.map((problem) => `${story.name}: ${problem}`)),
      browser.found > 0 && `${browser.found} pieces of prompt text are in the browser bundle.`,
      server.found < server.pieces && 'The search for prompt text should find all of it in the server.',
    ].filter((problem) => typeof problem === 'string'),
  }
}
