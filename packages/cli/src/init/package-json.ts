import { isDeepStrictEqual } from 'node:util'
import { BuildError } from '@understudy/sources'

/** The parts of a package.json that matter here; whatever else it holds is kept. */
export interface PackageJson {
  type?: unknown
  packageManager?: unknown
  imports?: Record<string, unknown>
  scripts?: Record<string, unknown>
  dependencies?: Record<string, unknown>
  devDependencies?: Record<string, unknown>
  peerDependencies?: Record<string, unknown>
}

/**
 * Parses a package.json.
 *
 * @throws {BuildError} with the place, when it is malformed.
 */
export function parsePackageJson(text: string): PackageJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? []
    throw new BuildError({
      code: 'config',
      summary: `is not valid JSON: ${message.replace(/(, "| in JSON at position).*$/s, '')}`,
      hint: 'Mend it, and run `understudy init` again.',
      place: { file: 'package.json', text, ...(line && { line: Number(line), column: Number(column) }) },
      cause,
    })
  }
  if (!isRecord(value)) throw wrongShape('it is no object')
  for (const key of ['imports', 'scripts', 'dependencies', 'devDependencies', 'peerDependencies']) {
    if (value[key] !== undefined && !isRecord(value[key])) throw wrongShape(`\`${key}\` is no object`)
  }
  return value
}

/** A package.json with what Understudy needs, and what stood in the way of it. */
export interface EditedPackageJson {
  /** The same text as before when nothing was missing. */
  text: string
  notes: string[]
}

/**
 * Adds the `imports` of the generated modules and the `prepare` script.
 *
 * Keeps the order of keys, the indentation, the line ends and whatever the user already decided.
 *
 * @param output The output folder, relative to the root, with forward slashes.
 * @param guarded Whether bundles for the browser find no prompt, which guards those of bundlers without a plugin.
 */
export function editPackageJson(text: string, output: string, guarded: boolean): EditedPackageJson {
  const json = parsePackageJson(text)
  const notes: string[] = []
  const imports = { ...json.imports }
  for (const [key, target] of Object.entries({ '#prompts': 'index.js', '#prompts/*': '*.js' })) {
    const module = `./${output}/${target}`
    imports[key] ??= guarded ? serverOnly(module) : module
    if ([module, serverOnly(module)].some((known) => isDeepStrictEqual(imports[key], known))) continue
    notes.push(
      `package.json maps "${key}" to ${JSON.stringify(imports[key])}, which was left; the generated modules are ${module}.`,
    )
  }
  const scripts = { ...json.scripts }
  const { prepare } = scripts
  if (!String(prepare ?? '').includes('understudy generate')) {
    scripts.prepare = prepare ? `${prepare} && understudy generate` : 'understudy generate'
  }
  const edited = { ...json, imports, scripts }
  return { text: JSON.stringify(edited) === JSON.stringify(json) ? text : format(edited, text), notes }
}

/** A target that a bundle for the browser does not find; those for edge workers name the browser too, but themselves first. */
function serverOnly(module: string): Record<string, string | null> {
  return { workerd: module, 'edge-light': module, browser: null, default: module }
}

/** Writes an object in the style of an earlier text. */
function format(value: object, like: string): string {
  const indent = /^[ \t]+(?=")/m.exec(like)?.[0] ?? '  '
  const end = /\s*$/.exec(like)?.[0] ?? ''
  const text = JSON.stringify(value, null, indent) + end.replaceAll('\r\n', '\n')
  return like.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text
}

function wrongShape(summary: string): BuildError {
  return new BuildError({
    code: 'config',
    summary: `cannot be edited: ${summary}`,
    hint: 'Mend it, and run `understudy init` again.',
    place: { file: 'package.json' },
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
