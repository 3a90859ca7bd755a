import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BuildError, hideSecrets, secretErrors } from '@understudy/compiler/project'
import { errorCode } from '../error-code.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
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
  const config = resolveConfig(module.default, options.mode, file.name)
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
    throw new BuildError({
      code: 'config',
      summary: `cannot be imported: ${error.message.replaceAll(url.search, '')}`,
      hint:
        errorCode(error) === 'ERR_UNKNOWN_FILE_EXTENSION'
          ? `Use Node 22.18 or later, which reads TypeScript, or rename it to understudy.config.mjs.`
          : 'Mend the file; it must be a module that Node can run by itself.',
      place: {
        file: file.name,
        text: hideSecrets(file.text),
        ...position(error, join(root, file.name), url.href),
      },
      cause,
    })
  }
}

/** Where the error arose, if its stack tells: above a syntax error stand the file, the line and a caret. */
function position(error: Error, path: string, href: string): { line?: number; column?: number } {
  const stack = error.stack ?? ''
  const head = [path, href].find((name) => stack.startsWith(`${name}:`))
  if (head !== undefined) {
    const line = /^\d+/.exec(stack.slice(head.length + 1))?.[0]
    return line === undefined ? {} : { line: Number(line), column: /^ *\^/m.exec(stack)?.[0].length ?? 1 }
  }
  const thrown = stack.split(`${href}:`)[1]?.match(/^(\d+):(\d+)/)
  return thrown ? { line: Number(thrown[1]), column: Number(thrown[2]) } : {}
}
