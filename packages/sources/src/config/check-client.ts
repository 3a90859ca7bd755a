import { BuildError } from '@understudy/compiler/project'
import type { ClientPolicy } from './understudy-config.ts'

/** Errors for prompts that `client` names and that do not exist: a misspelt one would be denied for no visible reason. */
export function checkClient(client: ClientPolicy, prompts: readonly string[]): BuildError[] {
  if (typeof client === 'string') return []
  return Object.keys(client)
    .filter((name) => !prompts.includes(name))
    .map(
      (name) =>
        new BuildError({
          code: 'config',
          prompt: name,
          summary: '`client` in the config names a prompt that does not exist',
          hint: 'Remove it from `client`, or correct its spelling.',
        }),
    )
}
