import { BuildError } from '../build-error.ts'
import type { TemplateFile } from '../compile-project.ts'
import { promptIdentifier, typeName } from '../generate/names.ts'
import { nearest } from '../nearest.ts'

/** A prompt and the files of its chain, primary first. */
export interface ArrangedPrompt {
  name: string
  identifier: string
  files: TemplateFile[]
}

/** The prompts of a project, and what is wrong with their names and chains. */
export interface Arrangement {
  prompts: ArrangedPrompt[]
  errors: BuildError[]
  warnings: BuildError[]
}

/**
 * Groups template files by prompt and puts each prompt's chain in order, before any file is parsed.
 *
 * @param identifierOf The identifiers that names were given before, by this compiler; of thousands of names it takes its
 * time to make them. @default none is known
 */
export function arrangePrompts(
  templates: readonly TemplateFile[],
  environments: readonly string[],
  chains: Readonly<Record<string, readonly string[]>>,
  identifierOf: (name: string) => string | undefined = () => undefined,
): Arrangement {
  const result: Arrangement = { prompts: [], errors: [], warnings: [] }
  const byPrompt = Map.groupBy(templates, (template) => template.prompt)
  for (const name of Object.keys(chains)) {
    if (!byPrompt.has(name)) result.errors.push(unknownChain(name, byPrompt.keys()))
  }
  const identifiers = new Map<string, TemplateFile>()
  const typeNames = new Map<string, string>()
  for (const name of [...byPrompt.keys()].sort()) {
    const files = byPrompt.get(name) ?? []
    const [first] = files
    if (!first) continue
    const identifier = identifierOf(name) ?? (isSafeName(name) ? promptIdentifier(name) : undefined)
    if (identifier === undefined) {
      result.errors.push(unusableName(first))
      continue
    }
    // Some file systems take `é` for `e` with an accent of its own, as they take `E` for `e`.
    const key = identifier.normalize('NFC').toLowerCase()
    const rival = identifiers.get(key)
    if (rival) {
      result.errors.push(sameIdentifier(first, rival, identifier))
      continue
    }
    identifiers.set(key, first)
    const ownChain = Object.hasOwn(chains, name) ? chains[name] : undefined
    const prompt = { name, identifier, files }
    arrangeChain(result, prompt, ownChain ?? environments, ownChain !== undefined, typeNames)
  }
  return result
}

function arrangeChain(
  result: Arrangement,
  prompt: ArrangedPrompt,
  chain: readonly string[],
  everyEnvironmentIsNamed: boolean,
  typeNames: Map<string, string>,
): void {
  const files: TemplateFile[] = []
  const types: string[] = []
  let rival: TemplateFile | undefined
  let isComplete = true
  for (const [i, environment] of chain.entries()) {
    const file = prompt.files.find((one) => one.environment === environment)
    if (!file) {
      if (!everyEnvironmentIsNamed && i > 0) continue
      result.errors.push(missingEnvironment(prompt, environment))
      isComplete = false
      continue
    }
    const type = typeNames.get(environment) ?? typeName(environment)
    typeNames.set(environment, type)
    if (takenTypeNames.test(type) || types.includes(type)) rival ??= file
    files.push(file)
    types.push(type)
  }
  if (rival) result.errors.push(sameEnvironmentType(rival))
  if (rival || !isComplete) return
  if (files.length < 2 && chain.length > 1) result.warnings.push(missingFallback(prompt, chain.slice(1)))
  result.prompts.push({ name: prompt.name, identifier: prompt.identifier, files })
}

/** What follows a prompt's name in the names of its other types, so that no environment can be called so. */
const takenTypeNames = /^(Variables|(Input|Output)\d*|.*Request)$/

/**
 * Prompt names become paths of modules, so each part is made of letters, digits, `-`, `_` and `.` only, and is nothing
 * that names another file of the output or, on Windows, a device.
 */
function isSafeName(name: string): boolean {
  return name
    .split('/')
    .every(
      (part) =>
        /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u.test(part) &&
        !/^(?:index|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?)$|\.(?:d|js|ts|json)?$/i.test(part),
    )
}

function unusableName(file: TemplateFile): BuildError {
  return new BuildError({
    code: 'prompt_name',
    prompt: file.prompt,
    place: { file: file.file },
    summary: `${JSON.stringify(file.prompt)} cannot name a prompt`,
    hint: 'Name it, and each folder in its name, with letters, digits, "-", "_" and ".", beginning with a letter or a digit. Taken are "index", the devices of Windows ("con", "nul", "com1", …), and names that end with a dot, ".d", ".js", ".ts" or ".json".',
  })
}

function sameIdentifier(file: TemplateFile, rival: TemplateFile, identifier: string): BuildError {
  return new BuildError({
    code: 'duplicate_identifier',
    prompt: file.prompt,
    place: { file: file.file, line: 1, column: 1, text: file.text },
    summary: `the prompts ${JSON.stringify(rival.prompt)} (${rival.file}) and ${JSON.stringify(file.prompt)} both become the identifier \`${identifier}\``,
    hint: 'Rename one of them.',
  })
}

function sameEnvironmentType(file: TemplateFile): BuildError {
  return new BuildError({
    code: 'duplicate_identifier',
    prompt: file.prompt,
    environment: file.environment,
    place: { file: file.file, line: 1, column: 1, text: file.text },
    summary: `the type name \`${typeName(file.environment)}\`, which the environment becomes, is taken`,
    hint: 'Rename one of the environments, or name each only once in the chain.',
  })
}

function missingEnvironment({ name, files }: ArrangedPrompt, environment: string): BuildError {
  const [first] = files
  const guess = nearest(
    environment,
    files.map((file) => file.environment),
  )
  const has = files.map((file) => `\`${file.environment}\``).join(', ')
  return new BuildError({
    code: 'missing_environment',
    prompt: name,
    environment,
    ...(first ? { place: { file: folderOf(first.file) } } : {}),
    summary: `there is no version for the environment \`${environment}\``,
    hint: `Add ${environment}.yaml${guess ? `, or rename ${guess}.yaml` : ''}. The prompt has ${has}.`,
  })
}

function missingFallback({ name, files }: ArrangedPrompt, environments: readonly string[]): BuildError {
  const [first] = files
  return new BuildError({
    code: 'missing_fallback',
    prompt: name,
    ...(first ? { place: { file: folderOf(first.file) } } : {}),
    summary: 'the prompt has no fallback: when its provider is down, its calls fail',
    hint: `Add ${environments.map((environment) => `${environment}.yaml`).join(' or ')}.`,
  })
}

function unknownChain(name: string, prompts: Iterable<string>): BuildError {
  const guess = nearest(name, prompts)
  return new BuildError({
    code: 'config',
    prompt: name,
    summary: '`chains` in the config names a prompt that does not exist',
    hint: guess ? `Did you mean ${JSON.stringify(guess)}?` : 'Remove it from `chains`, or add the prompt.',
  })
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/'))) || file
}
