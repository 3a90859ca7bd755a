import type { PullContext } from '../remote/remote-source.ts'

/** Whether both the configuration and the pull ask for a prompt. */
export function isWanted(
  prompt: string,
  { prompts }: { prompts?: readonly string[] | undefined },
  context: Pick<PullContext, 'prompts'>,
): boolean {
  return (prompts?.includes(prompt) ?? true) && (context.prompts?.includes(prompt) ?? true)
}
