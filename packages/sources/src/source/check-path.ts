import { BuildError } from '@understudy/compiler/project'

/**
 * Refuses what is no path of a folder.
 *
 * @param source The function of the config, for instance `folder`.
 * @throws {BuildError} of code `config`.
 */
export function checkPath(source: string, path: unknown): void {
  if (typeof path === 'string' && path !== '') return
  throw new BuildError({
    code: 'config',
    summary: `${source}(): expected the path of a folder, received ${path === '' ? 'an empty text' : typeof path}`,
    hint: "Name a folder, relative to the project's root.",
  })
}
