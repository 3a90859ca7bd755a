import type { PullContext } from '../../remote/remote-source.ts'
import { promptName } from '../../snapshot/prompt-name.ts'

/** What the configuration of a source says of its prompts. */
export interface Wanted {
  /** Only these, by their names in the registry. @default every prompt */
  prompts?: readonly string[] | undefined
  /** What stands before the names of the registry in the project. @default nothing */
  prefix?: string | undefined
}

/**
 * Whether both the configuration and the pull ask for a prompt: a pull may call it by the name that it gets here.
 *
 * @param prompt The name in the registry, behind the prefix; undefined is wanted where nobody chooses.
 */
export function isWanted(
  prompt: string | undefined,
  { prompts, prefix = '' }: Wanted,
  { prompts: asked }: Pick<PullContext, 'prompts'>,
): boolean {
  if (prompt === undefined) return prompts === undefined && asked === undefined
  return (
    (prompts?.includes(prompt.slice(prefix.length)) ?? true) &&
    (asked?.some((name) => name === prompt || name === promptName(prompt)) ?? true)
  )
}
