import { mkdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Candidate, Prompt } from '@understudy/runtime'
import { type CompileOptions, compileProject } from '../compile-project.ts'

const root = fileURLToPath(new URL('../../.tmp/', import.meta.url))
let count = 0

/** A prompt of which nothing is known by type. */
export interface LoadedPrompt extends Prompt {
  readonly candidates: { readonly [environment: string]: LoadedCandidate }
  readonly chain: readonly LoadedCandidate[]
}

interface LoadedCandidate extends Omit<Candidate, 'request'> {
  request(
    variables: object,
    options?: { history?: readonly object[]; media?: object },
  ): { messages: object[] }
}

/** Compiles one prompt and imports the generated module, as an application would. */
export async function loadPrompt(
  files: { [environment: string]: string },
  { name = 'sample', ...options }: CompileOptions & { name?: string } = {},
): Promise<LoadedPrompt> {
  const project = compileProject(
    Object.entries(files).map(([environment, text]) => ({
      prompt: name,
      environment,
      file: `prompts/${name}/${environment}.yaml`,
      text,
    })),
    { environments: Object.keys(files), ...options },
  )
  if (project.errors[0]) throw project.errors[0]
  const folder = `${root}${process.pid}-${++count}/`
  await mkdir(folder, { recursive: true })
  try {
    const file = `${folder}${name}.js`
    await writeFile(file, project.files.get(`${name}.js`) ?? '')
    const module: { [name: string]: LoadedPrompt } = await import(/* @vite-ignore */ pathToFileURL(file).href)
    const prompt = Object.values(module)[0]
    if (!prompt) throw new Error('the module exports nothing')
    return prompt
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The YAML of a template with one user message. */
export function userTemplate(content: string): string {
  return JSON.stringify({ provider: 'openai', model: 'm', messages: [{ role: 'user', content }] })
}
