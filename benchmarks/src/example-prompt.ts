import { pathToFileURL } from 'node:url'
import type { Candidate, Prompt } from '@understudy/runtime'
import type { Variables } from './rag-qa.ts'

interface ExampleCandidate<Provider extends string> extends Candidate<Variables, Provider> {
  request(variables: Variables): object
}

/** The example's prompt `rag-qa`, generated: its primary is of OpenAI, its fallback of Anthropic. */
export interface ExamplePrompt extends Prompt<Variables, 'openai' | 'anthropic'> {
  readonly candidates: {
    readonly prod: ExampleCandidate<'openai'>
    readonly fallback: ExampleCandidate<'anthropic'>
  }
  readonly chain: readonly ExampleCandidate<'openai' | 'anthropic'>[]
}

/** Imports the example's prompt from the module that was generated for it. */
export async function importExample(module: string): Promise<ExamplePrompt> {
  const { ragQa }: { ragQa: ExamplePrompt } = await import(pathToFileURL(module).href)
  return ragQa
}
