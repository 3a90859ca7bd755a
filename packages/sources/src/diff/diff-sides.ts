import {
  BuildError,
  type CompiledTemplate,
  distinctErrors,
  estimateTokens,
  type PartialFile,
  readTemplate,
  secretErrors,
  type TemplateFile,
} from '@understudy/compiler'
import { diffMessages } from './diff-messages.ts'
import { diffSettings } from './diff-settings.ts'
import { diffText } from './diff-text.ts'
import { diffVariables, isBreaking } from './diff-variables.ts'
import type { CandidateDiff, MessageDiff, ProjectDiff, PromptDiff } from './project-diff.ts'

/** One of the two states that are compared. */
export interface Side {
  readonly templates: readonly TemplateFile[]
  readonly partials: readonly PartialFile[]
}

/** How to compare. */
export interface SidesOptions {
  /** The chain of a prompt: what calls give depends on it alone. */
  chainOf: (prompt: string) => readonly string[]
  allowSecrets: readonly string[]
}

/** What comparing found; who calls the prompts is not known here. */
export interface SidesDiff extends Pick<ProjectDiff, 'unchanged' | 'errors' | 'warnings'> {
  prompts: Omit<PromptDiff, 'callSites' | 'typeErrors'>[]
}

/** Compares two states of a project's templates. Pure. */
export function diffSides(before: Side, after: Side, options: SidesOptions): SidesDiff {
  const old = new Reader(before, options.allowSecrets)
  const now = new Reader(after, options.allowSecrets)
  const isSamePartials = JSON.stringify([...old.texts].sort()) === JSON.stringify([...now.texts].sort())
  const diff: SidesDiff = { prompts: [], unchanged: 0, errors: [], warnings: [] }
  for (const prompt of [...new Set([...old.prompts.keys(), ...now.prompts.keys()])].sort()) {
    const [oldFiles, nowFiles] = [old.files(prompt), now.files(prompt)]
    const environments = [...new Set([...oldFiles.keys(), ...nowFiles.keys()])]
    const isSame = (environment: string): boolean =>
      isSamePartials && oldFiles.get(environment)?.text === nowFiles.get(environment)?.text
    if (environments.every(isSame)) {
      diff.unchanged++
      continue
    }
    // What cannot be read counts for nothing in the past, and is to be mended in the present.
    const [oldChain, nowChain] = [old.read(prompt, diff.warnings), now.read(prompt, diff.errors)]
    const isBroken = environments.some(
      (environment) => nowFiles.has(environment) && !nowChain.has(environment),
    )
    if (isBroken) continue
    const candidates = inOrder(environments, options.chainOf(prompt)).flatMap((environment) =>
      diffCandidate(oldChain.get(environment), nowChain.get(environment), environment),
    )
    if (candidates.length === 0) {
      diff.unchanged++
      continue
    }
    const chained = (chain: ReadonlyMap<string, ReadTemplate>): CompiledTemplate[] =>
      options.chainOf(prompt).flatMap((environment) => chain.get(environment)?.template ?? [])
    const kind = oldChain.size === 0 ? 'added' : nowChain.size === 0 ? 'removed' : 'changed'
    const variables = diffVariables(chained(oldChain), chained(nowChain))
    const breaking = kind === 'removed' || (kind === 'changed' && isBreaking(variables))
    diff.prompts.push({ prompt, kind, candidates, variables, breaking })
  }
  diff.errors = distinctErrors(diff.errors)
  diff.warnings = distinctErrors(diff.warnings)
  return diff
}

/** A template with what it was read from. */
interface ReadTemplate {
  file: TemplateFile
  template: CompiledTemplate
  /** The texts of the partials that it includes. */
  partials: ReadonlyMap<string, string>
}

class Reader {
  readonly prompts: ReadonlyMap<string, readonly TemplateFile[]>
  /** The text of each partial. */
  readonly texts: ReadonlyMap<string, string>
  readonly #partials: ReadonlyMap<string, PartialFile>
  readonly #allowSecrets: readonly string[]

  constructor({ templates, partials }: Side, allowSecrets: readonly string[]) {
    this.prompts = Map.groupBy(templates, ({ prompt }) => prompt)
    this.texts = new Map(partials.map(({ name, text }) => [name, text]))
    this.#partials = new Map(partials.map((partial) => [partial.name, partial]))
    this.#allowSecrets = allowSecrets
  }

  files(prompt: string): Map<string, TemplateFile> {
    return new Map((this.prompts.get(prompt) ?? []).map((file) => [file.environment, file]))
  }

  /** The templates of a prompt that can be read, by environment. */
  read(prompt: string, problems: BuildError[]): Map<string, ReadTemplate> {
    return new Map(
      [...this.files(prompt)].flatMap(([environment, file]) => {
        const read = this.#readOne(file)
        if (!Array.isArray(read)) return [[environment, read] as const]
        problems.push(...read)
        return []
      }),
    )
  }

  #readOne({ prompt, environment, file, text, version }: TemplateFile): ReadTemplate | BuildError[] {
    const used = new Map<string, string>()
    const partials = {
      get: (name: string) => {
        const partial = this.#partials.get(name)
        if (partial) used.set(name, partial.text)
        return partial
      },
      keys: () => this.#partials.keys(),
    }
    const plain = { prompt, environment, file, text }
    // A diff is made to be shown to others.
    const secrets = secretErrors(plain, this.#allowSecrets)
    if (secrets.length > 0) return secrets
    try {
      const template = readTemplate(plain, partials)
      const leaks = [...used].flatMap(([name, text]) =>
        secretErrors({ file: this.#partials.get(name)?.file ?? name, text }, this.#allowSecrets),
      )
      return leaks.length > 0 ? leaks : { file: { ...plain, version }, template, partials: used }
    } catch (error) {
      if (error instanceof BuildError) return [error]
      throw error
    }
  }
}

function diffCandidate(
  before: ReadTemplate | undefined,
  after: ReadTemplate | undefined,
  environment: string,
): CandidateDiff[] {
  const file = (after ?? before)?.file.file
  if (file === undefined || before?.template.digest === after?.template.digest) return []
  return [
    {
      kind: before ? (after ? 'changed' : 'removed') : 'added',
      environment,
      file,
      version: { before: before?.file.version, after: after?.file.version },
      settings: diffSettings(before?.template, after?.template),
      messages: [...diffMessages(before?.template, after?.template), ...diffPartials(before, after)],
      tokens: { before: tokensOf(before), after: tokensOf(after) },
    },
  ]
}

/** Those that both include and that differ; others can be seen in the messages. */
function diffPartials(before: ReadTemplate | undefined, after: ReadTemplate | undefined): MessageDiff[] {
  return [...(after?.partials ?? [])].flatMap(([name, text]): MessageDiff[] => {
    const old = before?.partials.get(name)
    if (old === undefined || old === text) return []
    return [{ kind: 'changed', label: `{{> ${name}}}`, parts: diffText(old, text) }]
  })
}

function tokensOf(read: ReadTemplate | undefined): number {
  if (!read) return 0
  const { messages, tools, output } = read.template
  const texts = messages.map((message) => (message.kind === 'message' ? message.source : ''))
  const schemas = [...tools, ...(output ? [output] : [])].map((schema) => JSON.stringify(schema))
  return [...texts, ...read.partials.values(), ...schemas].reduce(
    (sum, text) => sum + estimateTokens(text),
    0,
  )
}

/** The chain first, in its order; then all others. */
function inOrder(environments: readonly string[], chain: readonly string[]): string[] {
  const chained = chain.filter((environment) => environments.includes(environment))
  return [...chained, ...environments.filter((environment) => !chain.includes(environment)).sort()]
}
