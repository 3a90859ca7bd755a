import { BuildError, hideSecrets, readTemplate, secretErrors } from '@understudy/compiler'
import { isBuildError } from '../http/registry-error.ts'
import type { PullContext, PulledTemplate, RemoteSource } from '../remote/remote-source.ts'
import { printTemplate } from '../snapshot/print-template.ts'
import { isFileName, promptName } from '../snapshot/prompt-name.ts'
import { snapshotFile } from '../snapshot/snapshot-file.ts'

/** How many templates one source may deliver. */
const MAX_TEMPLATES = 100_000

/** A template that a source delivered, checked, as it would lie in the snapshot. */
export interface CollectedTemplate {
  prompt: string
  environment: string
  source: string
  /** The prompt's name in the registry. */
  name: string
  version: string
  /** The hex digest of the canonical template. */
  sha256: string
  text: string
}

/** What a source delivered. */
export interface Collection {
  source: string
  templates: CollectedTemplate[]
  errors: BuildError[]
}

export interface CollectOptions {
  snapshot: string
  allowSecrets: readonly string[]
  /** Whether a template is asked for. */
  wants: (template: { prompt: string; environment: string; name: string }) => boolean
  /** Called for each template that arrived. */
  onTemplate: () => void
}

/** Reads a remote source to its end, or to its failure, and checks each template as a build would. */
export async function collect(
  source: RemoteSource,
  context: PullContext,
  options: CollectOptions,
): Promise<Collection> {
  const collection: Collection = { source: source.name, templates: [], errors: [] }
  try {
    for await (const pulled of source.pull(context)) {
      if (isBuildError(pulled)) {
        collection.errors.push(pulled)
        continue
      }
      options.onTemplate()
      if (collection.templates.length >= MAX_TEMPLATES) throw tooMany(source)
      try {
        const checked = check(source, context, pulled, options)
        if (checked) collection.templates.push(checked)
      } catch (error) {
        if (!(error instanceof BuildError)) throw error
        collection.errors.push(error)
      }
    }
  } catch (error) {
    collection.errors.push(isBuildError(error) ? error : failed(source, error))
  }
  return collection
}

/** Undefined for one that nobody asked for. */
function check(
  source: RemoteSource,
  { environments }: PullContext,
  { prompt: name, environment, version, template }: PulledTemplate,
  { snapshot, allowSecrets, wants }: CollectOptions,
): CollectedTemplate | undefined {
  const prompt = promptName(name)
  if (prompt === undefined) throw unusableName(source, name, environment)
  if (!wants({ prompt, environment, name })) return undefined
  if (!environments.includes(environment) || !isFileName(environment)) {
    throw unusableEnvironment(source, prompt, environment)
  }
  const text = printTemplate(source.name, name, template)
  const file = `${snapshotFile(snapshot, prompt, environment)} (from ${source.name})`
  const input = { prompt, environment, file, text }
  // First of all: the frame of another error could show what must not be seen.
  const [secret] = secretErrors(input, allowSecrets)
  if (secret) throw secret
  const { digest } = readTemplate(input)
  return {
    ...{ prompt, environment, source: source.name, name, version: String(version) },
    ...{ sha256: digest.slice('sha256:'.length), text },
  }
}

function unusableName({ name: source }: RemoteSource, name: string, environment: string): BuildError {
  return new BuildError({
    code: 'prompt_name',
    summary: `the name ${JSON.stringify(name)} in ${source} cannot name a prompt`,
    hint: 'Rename it there, with letters, digits, "-", "_", "." and "/" between folders; "index" and names that Windows keeps for itself are taken.',
    environment,
  })
}

function unusableEnvironment(
  { name: source }: RemoteSource,
  prompt: string,
  environment: string,
): BuildError {
  return new BuildError({
    code: 'source',
    summary: `${source} delivered a version for the environment ${JSON.stringify(environment)}, which nobody asked for`,
    hint: 'Deliver versions of the environments in the context of the pull, under these names.',
    prompt,
  })
}

/** What a source of one's own throws is its user's to mend, as what a configuration throws is. */
function failed({ name }: RemoteSource, cause: unknown): BuildError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new BuildError({
    code: 'source',
    summary: `${name} failed: ${hideSecrets(message)}`,
    hint: 'Its registry answers otherwise than it expects, or its `pull` is to be mended.',
    cause,
  })
}

function tooMany({ name }: RemoteSource): BuildError {
  return new BuildError({
    code: 'source',
    summary: `${name} delivers more than ${MAX_TEMPLATES} templates`,
    hint: 'Pull single prompts with --prompt, or split the project.',
  })
}
