import type { BuildError, TemplateInput } from '@understudy/compiler'
import type { Http, HttpOptions } from '../http/http.ts'

/** One version of a prompt, as a registry has it, in the format of the snapshot. */
export interface PulledTemplate {
  /** The prompt's name in the registry. */
  prompt: string
  /** The environment that the version is tagged with, as the project names it. */
  environment: string
  /** The registry's id of the version. */
  version: string
  /** What the template file will hold. */
  template: TemplateInput
}

/** What a pull asks for, and with what. */
export interface PullContext {
  /** The project's root, absolute. */
  root: string
  /** Every environment that a chain of the project names. */
  environments: readonly string[]
  /** Only these prompts. @default every prompt */
  prompts?: readonly string[] | undefined
  /** Opens the connection to a registry: the one way for a source to ask the network. */
  connect(options: HttpOptions): Http
}

/**
 * A registry that templates are pulled from, into the snapshot; a build reads the snapshot alone.
 *
 * What cannot be mapped to the snapshot's format comes as a `BuildError` that names prompt, environment and construct,
 * in place of the template: the rest of the pull goes on.
 */
export interface RemoteSource {
  readonly kind: 'remote'
  /** How the lock and messages call the source, for instance `freeplay support-bot`. */
  readonly name: string
  /** @throws {BuildError} when the registry as a whole cannot be read. */
  pull(context: PullContext): AsyncIterable<PulledTemplate | BuildError>
}
