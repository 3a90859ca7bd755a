import { BuildError, type TemplateInput } from '@understudy/compiler'
import { Unmappable } from '../freeplay/unmappable.ts'
import type { PulledTemplate } from '../remote/remote-source.ts'
import { SyntaxProblem } from '../syntax/syntax-problem.ts'

/** Which version of which prompt a template is. */
export interface Origin {
  /** As messages call it, for instance `Langfuse`. */
  registry: string
  prompt: string
  environment: string
  version: string
}

/** A template as it is pulled; what the snapshot's format cannot hold comes as the error that names it. */
export function pulledFrom(origin: Origin, map: () => TemplateInput): PulledTemplate | BuildError {
  const { registry, prompt, environment, version } = origin
  try {
    return { prompt, environment, version, template: map() }
  } catch (error) {
    if (error instanceof Unmappable) {
      const { message: summary, hint } = error
      return new BuildError({ code: 'source', prompt, environment, summary, hint })
    }
    if (!(error instanceof SyntaxProblem)) throw error
    return new BuildError({
      code: 'source',
      prompt,
      environment,
      summary: `${error.construct} in line ${error.line} of text ${error.index + 1} has no like in mustache: ${error.message}`,
      hint: `Write it with variables, sections and their opposites alone in ${registry}, or keep this prompt in a folder.`,
    })
  }
}
