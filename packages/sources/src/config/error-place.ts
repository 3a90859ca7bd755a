import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { errorCode } from '../error-code.ts'
import { toPosix } from '../to-posix.ts'
import { type TextPlace, textPlace } from './key-place.ts'

/** A place in a file of a project. */
export interface ErrorPlace extends TextPlace {
  /** Relative to the project's root. */
  file: string
  text: string
}

/** How long Node may take to say once more where a syntax error is, in milliseconds. */
const PATIENCE = 10_000

/**
 * Where in a project's own files an error of importing a module arose; undefined when nothing tells.
 *
 * @param path The module, absolute.
 */
export async function errorPlace(root: string, path: string, error: Error): Promise<ErrorPlace | undefined> {
  if (errorCode(error) === 'ERR_MODULE_NOT_FOUND') return importPlace(root, error)
  const place = stackPlace(root, error.stack ?? '')
  // Of JavaScript, V8 tells the place of a syntax error only to who does not catch it.
  if (place || !(error instanceof SyntaxError)) return place
  return stackPlace(root, await runAlone(path))
}

/** By the head above a syntax error, `<file>:<line>` and a caret, or by the innermost of a stack's own frames. */
function stackPlace(root: string, stack: string): ErrorPlace | undefined {
  const [, head, line] = /^(.+?)(?:\?v=[\w-]+)?:(\d+)\r?\n/.exec(stack) ?? []
  if (head !== undefined) {
    return ownPlace(root, head, { line: Number(line), column: /^ *\^/m.exec(stack)?.[0].length ?? 1 })
  }
  for (const [, file = '', line, column] of stack.matchAll(
    /^ +at .*?(file:\/\/.+?)(?:\?v=[\w-]+)?:(\d+):(\d+)\)?$/gm,
  )) {
    const place = ownPlace(root, file, { line: Number(line), column: Number(column) })
    if (place) return place
  }
  return undefined
}

/** The import of what is not there, in the file that the message names. */
function importPlace(root: string, { message }: Error): ErrorPlace | undefined {
  const [, wanted = '', importer] =
    /Cannot find \w+ '(.+?)' imported from (.+?)(?:\?v=[\w-]+)?$/.exec(message) ?? []
  const place = importer === undefined ? undefined : ownPlace(root, importer, { line: 1, column: 1 })
  if (!place || importer === undefined) return undefined
  const { href: base } = pathToFileURL(importer.startsWith('file:') ? fileURLToPath(importer) : importer)
  for (const { 2: name = '', index } of place.text.matchAll(/(['"`])([^'"`\n]+)\1/g)) {
    const isIt = /^\.{0,2}\//.test(name)
      ? URL.parse(name, base)?.href === pathToFileURL(wanted).href
      : name === wanted || name.startsWith(`${wanted}/`)
    if (isIt) return { ...place, ...textPlace(place.text, index) }
  }
  return undefined
}

/** Undefined for files of others. */
function ownPlace(root: string, file: string, place: TextPlace): ErrorPlace | undefined {
  try {
    const path = file.startsWith('file:') ? fileURLToPath(file) : file
    const name = toPosix(relative(root, path))
    if (/^(?:\.\.\/|\/|\w:)|(?:^|\/)node_modules\//.test(name)) return undefined
    return { file: name, text: readFileSync(join(root, name), 'utf8'), ...place }
  } catch {
    return undefined
  }
}

/** What Node prints when it is to run a module that it cannot read; none of it runs. */
function runAlone(path: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path], { timeout: PATIENCE }, (_, __, stderr) => resolve(stderr))
  })
}
