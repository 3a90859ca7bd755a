import type { RemoteSource } from '../../remote/remote-source.ts'
import { checkOptions, OPTION } from '../common/check-options.ts'
import { freeplayApi } from '../freeplay/freeplay-api.ts'

/** Which templates to pull from a registry of your own, and how. */
export interface RegistryOptions {
  /** Where it listens, for instance `https://registry.example.com`. */
  url: string
  /** The project's id; several; or `'all'` for every project that the key may see. */
  project: string | readonly string[]
  /**
   * The environments of the registry, by the names that they have in the project: `{ prod: 'production' }`. Others are
   * not asked for.
   *
   * @default every environment of the project, under its own name
   */
  environments?: Readonly<Record<string, string>>
  /** Only the prompts of these names. @default every prompt */
  prompts?: readonly string[]
  /** The environment variable that holds the key when templates are pulled. @default 'UNDERSTUDY_API_KEY' */
  keyVariable?: string
}

const OPTIONS = {
  url: OPTION.text,
  project: OPTION.project,
  environments: OPTION.labels.optional(),
  prompts: OPTION.names.optional(),
  keyVariable: OPTION.text.optional(),
}

/**
 * The templates of an Understudy registry, which `understudy serve` runs: one request an environment, whose answer is
 * empty while nothing has changed.
 *
 * @example
 * registry({ url: 'https://registry.example.com', project: 'support' })
 */
export function registry(options: RegistryOptions): RemoteSource {
  checkOptions('registry', OPTIONS, options)
  const { url, keyVariable = 'UNDERSTUDY_API_KEY', ...others } = options
  const baseUrl = `${url.replace(/\/+$/, '')}/api`
  return freeplayApi({ ...others, source: 'registry', registry: 'The registry', baseUrl, keyVariable })
}
