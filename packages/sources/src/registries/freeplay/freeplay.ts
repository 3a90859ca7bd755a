import { z } from 'zod'
import type { RemoteSource } from '../../remote/remote-source.ts'
import { checkOptions, OPTION } from '../common/check-options.ts'
import { freeplayApi } from './freeplay-api.ts'
import type { FlavorApis } from './map-freeplay-template.ts'

/** A project of an account. */
export interface FreeplayProject {
  id: string
  name: string
}

/** Which templates to pull from Freeplay, and how. */
export interface FreeplayOptions {
  /** The project's id; several; or `'all'` for every project that the key may see. */
  project: string | readonly string[]
  /**
   * The environments of Freeplay, by the names that they have in the project: `{ prod: 'production' }`. Others are not
   * asked for.
   *
   * @default every environment of the project, under its own name
   */
  environments?: Readonly<Record<string, string>>
  /** Only the prompts of these names. @default every prompt */
  prompts?: readonly string[]
  /** What stands before the names of a project's prompts. @default nothing */
  prefix?: (project: FreeplayProject) => string
  /**
   * The wire format of templates of a flavor that Understudy knows no format for: `{ mistral_chat: 'openai.chat' }`.
   *
   * @default {}
   */
  flavors?: FlavorApis
  /** The environment variable that holds the key when templates are pulled. @default 'FREEPLAY_API_KEY' */
  keyVariable?: string
  /** Where the API is, with `/api` at the end. @default 'https://app.freeplay.ai/api' */
  baseUrl?: string
}

const OPTIONS = {
  project: OPTION.project,
  environments: OPTION.labels.optional(),
  prompts: OPTION.names.optional(),
  prefix: z.custom((value) => typeof value === 'function', 'expected a function of the project').optional(),
  flavors: OPTION.labels.optional(),
  keyVariable: OPTION.text.optional(),
  baseUrl: OPTION.text.optional(),
}

/**
 * The templates of Freeplay, by its API: one request an environment and project.
 *
 * @example
 * freeplay({ project: '475516c8-7be4-4d55-9388-535cef042981', environments: { prod: 'production' } })
 */
export function freeplay(options: FreeplayOptions): RemoteSource {
  checkOptions('freeplay', OPTIONS, options)
  const { baseUrl = 'https://app.freeplay.ai/api', keyVariable = 'FREEPLAY_API_KEY' } = options
  return freeplayApi({ ...options, source: 'freeplay', registry: 'Freeplay', baseUrl, keyVariable })
}
