import { BuildError } from '@understudy/compiler'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { HttpSettings } from '../http/http-settings.ts'
import { readLock } from '../lock/lock.ts'
import { environmentsOf } from '../project/environments-of.ts'
import { generate } from '../project/generate.ts'
import { promptName } from '../snapshot/prompt-name.ts'
import { pulledFrom } from '../snapshot/snapshot-source.ts'
import { toPosix } from '../to-posix.ts'
import { brokenCalls } from './broken-calls.ts'
import { findCallSites } from './call-sites.ts'
import { diffSides, type Side } from './diff-sides.ts'
import { commitOf } from './git.ts'
import type { ProjectDiff, PromptDiff } from './project-diff.ts'
import { readCommit } from './read-commit.ts'
import { readRegistries } from './read-registries.ts'
import { askTypeScript, findTypeScript } from './type-problems.ts'

/** What to compare with. */
export interface DiffOptions {
  /** The commit whose templates are the earlier ones. @default 'HEAD' */
  ref?: string | undefined
  /** Whether the registries' templates are the later ones, and those that were pulled the earlier. @default false */
  remote?: boolean | undefined
  /** Other limits for registries, and what tests put in the place of the world. */
  http?: Partial<HttpSettings> | undefined
}

/** Compares a project's templates with those of a commit, or with what a pull would bring. Writes nothing. */
export async function diffProject(
  root: string,
  config: ResolvedConfig,
  { ref = 'HEAD', remote = false, http }: DiffOptions = {},
): Promise<ProjectDiff> {
  const [from, to] = remote ? ['the snapshot', 'the registry'] : [ref, 'the working tree']
  const nothing: ProjectDiff = { from, to, prompts: [], unchanged: 0, errors: [], warnings: [] }
  try {
    const { before, after, errors } = remote
      ? await remoteSides(root, config, http)
      : await commitSides(root, config, ref)
    const found = diffSides(before, after, {
      chainOf: (prompt) =>
        (Object.hasOwn(config.chains, prompt) ? config.chains[prompt] : undefined) ?? config.environments,
      allowSecrets: config.allowSecrets,
    })
    const sites = await findCallSites(
      root,
      config.output,
      found.prompts.map(({ prompt }) => prompt),
    )
    const prompts = found.prompts.map(
      (prompt): PromptDiff => ({
        ...prompt,
        callSites: sites.get(prompt.prompt) ?? [],
        typeErrors: undefined,
      }),
    )
    const diff = { ...nothing, ...found, prompts, errors: [...errors, ...found.errors] }
    return remote ? diff : await withTypeErrors(root, config, diff)
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    return { ...nothing, errors: [error] }
  }
}

interface Sides {
  before: Side
  after: Side
  errors: BuildError[]
}

async function commitSides(root: string, config: ResolvedConfig, ref: string): Promise<Sides> {
  const before = await readCommit(root, config, await commitOf(root, ref))
  const after = await config.source.read({ root, environments: environmentsOf(config) })
  return { before, after, errors: [] }
}

async function remoteSides(
  root: string,
  config: ResolvedConfig,
  http: Partial<HttpSettings> | undefined,
): Promise<Sides> {
  if (config.remotes.length === 0) {
    throw new BuildError({
      code: 'config',
      summary: 'there is no registry to compare with: no source of the config is a remote one',
      hint: 'Compare with a commit: `understudy diff HEAD`.',
    })
  }
  const content = readLock(root)
    ? await config.source.read({ root, environments: environmentsOf(config) })
    : { templates: [], partials: [] }
  const pulled = content.templates.filter((template) => pulledFrom(template) !== undefined)
  const { side, errors } = await readRegistries(root, config, http)
  // Who could not read everything does not know what is gone.
  const before = errors.length > 0 ? pulled.filter((one) => isIn(side, one)) : pulled
  // What a chain takes depends on its other templates too; who has an error is told of already.
  const broken = new Set(errors.map(({ prompt = '' }) => promptName(prompt) ?? prompt))
  const others = content.templates.filter(
    (template) => pulledFrom(template) === undefined && !broken.has(template.prompt),
  )
  return {
    before: { templates: [...before, ...others], partials: content.partials },
    after: { templates: [...side.templates, ...others], partials: content.partials },
    errors,
  }
}

function isIn(
  { templates }: Side,
  { prompt, environment }: { prompt: string; environment: string },
): boolean {
  return templates.some((other) => other.prompt === prompt && other.environment === environment)
}

/** Asks TypeScript, if calls may have to change, and if the modules are those of the later templates. */
async function withTypeErrors(root: string, config: ResolvedConfig, diff: ProjectDiff): Promise<ProjectDiff> {
  const concerned = diff.prompts.filter(
    ({ variables, kind, callSites }) =>
      (variables.length > 0 || kind === 'removed') && (kind !== 'added' || callSites.length > 0),
  )
  const compiler = concerned.length === 0 ? undefined : findTypeScript(root)
  if (compiler === undefined) return diff
  const { result } = await generate(root, config, { check: true })
  if (result.errors.length > 0) return diff
  if (result.written.length + result.removed.length > 0) {
    return { ...diff, warnings: [...diff.warnings, notInStep(config)] }
  }
  const report = await askTypeScript(root, compiler)
  const output = toPosix(config.output).replace(/^\.\/|\/+$/g, '')
  return {
    ...diff,
    prompts: diff.prompts.map((prompt) =>
      concerned.includes(prompt) ? { ...prompt, ...brokenCalls(root, output, prompt, report) } : prompt,
    ),
  }
}

function notInStep({ output }: ResolvedConfig): BuildError {
  return new BuildError({
    code: 'config',
    summary: `TypeScript was not asked about the calls: ${output} is not in step with the templates`,
    hint: 'Run `understudy generate` before.',
  })
}
