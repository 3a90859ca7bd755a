import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BuildError, hideSecrets, type Place, secretErrors } from '@understudy/compiler/project'
import { errorCode } from '../error-code.ts'
import { isBuildError } from '../http/registry-error.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import { keyPlace } from './key-place.ts'
import { defaultConfig, type ResolvedConfig } from './resolved-config.ts'

/** The names under which a configuration is found; the first that exists counts. */
export const CONFIG_FILES: readonly string[] = ['ts', 'mts', 'js', 'mjs'].map(
  (ext) => `understudy.config.${ext}`,
)

/** A configuration's file, as it was read. */
export interface ConfigFile {
  name: string
  text: string
}

/** Finds and reads the configuration file of a project; undefined when it has none. */
export function findConfigFile(root: string): ConfigFile | undefined {
  for (const name of CONFIG_FILES) {
    try {
      const text = readFileIfThere(join(root, name))
      if (text !== undefined) return { name, text }
    } catch (cause) {
      throw new BuildError({
        code: 'config',
        summary: `cannot be read (${errorCode(cause)})`,
        hint: 'Check that it is a file, and that you may read it.',
        place: { file: name },
        cause,
      })
    }
  }
  return undefined
}

/**
 * Loads the configuration of a project: the file's if there is one, else the defaults.
 *
 * The file is imported anew each time. TypeScript needs Node 22.18 or later, which strips types.
 *
 * @throws {BuildError} of code `config` when the file cannot be imported or is not a valid configuration, of code
 * `secret` when it holds what looks like one.
 */
export async function loadConfig(
  root: string,
  options: { mode: string; file?: ConfigFile | undefined },
): Promise<ResolvedConfig> {
  const file = options.file ?? findConfigFile(root)
  if (!file) return defaultConfig()
  const module = await importAnew(root, file)
  if (!('default' in module) || module.default === undefined) {
    throw new BuildError({
      code: 'config',
      summary: 'has no default export',
      hint: 'Write `export default defineConfig({ … })`.',
      place: { file: file.name },
    })
  }
  const { resolveConfig } = await import('./resolve-config.ts')
  const placeOf = (path: readonly string[]): Place => {
    const text = hideSecrets(file.text)
    return { file: file.name, text, ...keyPlace(text, path) }
  }
  const config = resolveConfig(module.default, options.mode, placeOf)
  const [secret] = secretErrors({ file: file.name, text: file.text }, config.allowSecrets)
  if (secret) throw secret
  return config
}

async function importAnew(root: string, file: ConfigFile): Promise<object> {
  const url = pathToFileURL(join(root, file.name))
  // Node keeps every module that it has imported, also one that failed: only a new address is read again.
  url.searchParams.set('v', randomUUID())
  try {
    return await import(/* @vite-ignore */ url.href)
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause))
    const { errorPlace } = await import('./error-place.ts')
    const place = await errorPlace(root, join(root, file.name), error)
    const { summary, hint } = isBuildError(error) ? error : notImported(file, error, url.search)
    const who = place && place.file !== file.name ? `${file.name} ` : ''
    throw new BuildError({
      code: 'config',
      summary: `${who}${summary}`,
      hint,
      place: place ? { ...place, text: hideSecrets(place.text) } : { file: file.name },
      cause,
    })
  }
}

function notImported(file: ConfigFile, error: Error, query: string): { summary: string; hint: string } {
  const message = error.message.replaceAll(query, '')
  const code = errorCode(error)
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return {
      summary: `cannot be imported: ${message}`,
      hint: 'Use Node 22.18 or later, which reads TypeScript, or rename it to understudy.config.mjs.',
    }
  }
  if (code === 'ERR_MODULE_NOT_FOUND') {
    return {
      summary: `cannot be imported: ${message.replace(/ imported from .*/s, '')}`,
      hint: 'Install the package, or correct the path: Node needs the extension of a file too.',
    }
  }
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return {
      summary: `cannot be imported: ${message}`,
      hint: 'Write it without what has to be compiled: Node only takes types out of TypeScript.',
    }
  }
  if (!(error instanceof SyntaxError)) {
    return {
      summary: `threw: ${message}`,
      hint: 'Mend the file; it must be a module that Node can run by itself.',
    }
  }
  return {
    summary: `cannot be imported: ${message}`,
    hint: /does not provide an export/.test(message)
      ? 'Correct the name, or the version of the package that has it.'
      : `Correct the syntax; \`node ${file.name}\` tells the same.`,
  }
}
