import type { BuildError } from '@understudy/compiler'
import type { PullContext, PulledTemplate, RemoteSource } from './remote-source.ts'

/** What makes a registry of one's own a source. */
export interface SourceDefinition {
  /** How the lock and messages call the source: another name for each source of a project. */
  name: string
  /**
   * Delivers every version that one of the context's environments is tagged with; a `BuildError` in the place of one that
   * cannot be mapped. Asks the network by the context's `connect` alone.
   */
  pull(context: PullContext): AsyncIterable<PulledTemplate | BuildError>
}

/**
 * Makes a source of a registry of one's own: templates are pulled into the snapshot, and a build reads the snapshot.
 *
 * @example
 * ```ts
 * const source = defineSource({
 *   name: 'our registry',
 *   async *pull({ connect, environments }) {
 *     const http = connect({ name: 'Our registry', baseUrl: 'https://prompts.example.com', headers: {} })
 *     for (const environment of environments) {
 *       const template = await http.find(`rag-qa/${environment}`)
 *       if (template) yield { prompt: 'rag-qa', environment, version: template.id, template: template.body }
 *     }
 *   },
 * })
 * ```
 */
export function defineSource({ name, pull }: SourceDefinition): RemoteSource {
  return { kind: 'remote', name, pull }
}
