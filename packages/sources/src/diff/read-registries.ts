import type { BuildError } from '@understudy/compiler'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { createHttp } from '../http/create-http.ts'
import { HTTP_DEFAULTS, type HttpSettings } from '../http/http-settings.ts'
import { environmentsOf } from '../project/environments-of.ts'
import { collect } from '../pull/collect.ts'
import { snapshotFile } from '../snapshot/snapshot-file.ts'
import type { Side } from './diff-sides.ts'

/** What the registries have now, as a pull would write it. Nothing is written. */
export async function readRegistries(
  root: string,
  config: ResolvedConfig,
  http: Partial<HttpSettings> = {},
): Promise<{ side: Side; errors: BuildError[] }> {
  const { snapshot, allowSecrets, remotes } = config
  const settings = { ...HTTP_DEFAULTS, ...http }
  const context = {
    root,
    environments: environmentsOf(config),
    connect: (options: Parameters<typeof createHttp>[0]) => createHttp(options, settings),
  }
  const options = { snapshot, allowSecrets, wants: () => true, onTemplate: () => undefined }
  const collections = await Promise.all(remotes.map((source) => collect(source, context, options)))
  const templates = collections.flatMap(({ templates }) => templates)
  return {
    side: {
      templates: templates.map(({ prompt, environment, version, text }) => ({
        ...{ prompt, environment, version, text },
        file: snapshotFile(snapshot, prompt, environment),
      })),
      partials: [],
    },
    errors: collections.flatMap(({ errors }) => errors),
  }
}
