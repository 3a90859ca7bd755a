import { BuildError, type TemplateInput } from '@understudy/compiler'
import type { PulledTemplate } from '../../remote/remote-source.ts'
import { SyntaxProblem } from '../../syntax/syntax-problem.ts'
import { Unmappable } from './unmappable.ts'

/** Which version of which prompt a template is. */
export interface Origin {
  /** As messages call it, for instance `Langfuse`. */
  registry: string
  prompt: string
  environment: string
  version: string
  /** The file that the template stands in. @default none */
  file?: string | undefined
}

/** A template as it is pulled; what the snapshot's format cannot hold comes as the error that names it. */
export function pulledTemplate(origin: Origin, map: () => TemplateInput): PulledTemplate | BuildError {
  const { registry, prompt, environment, version, file } = origin
  const problem = (summary: string, hint: string): BuildError =>
    new BuildError({
      ...{ code: 'source', prompt, environment, summary, hint },
      ...(file !== undefined && { place: { file } }),
    })
  try {
    return { prompt, environment, version, template: map() }
  } catch (error) {
    if (error instanceof Unmappable) return problem(error.message, error.hint)
    if (!(error instanceof SyntaxProblem)) throw error
    return problem(
      `${error.construct} in line ${error.line} of text ${error.index + 1} has no like in mustache: ${error.message}`,
      `Write it with variables, sections and their opposites alone in ${registry}, or keep this prompt in a folder.`,
    )
  }
}
