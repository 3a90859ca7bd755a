import type { Labels } from './environment-labels.ts'
import type { Providers } from './map-registry-template.ts'

/** What every registry's source can be told. */
export interface RegistryOptions {
  /**
   * What the registry calls the environments: `{ prod: 'production' }`. Environments without a name are not asked for.
   *
   * @default every environment of the project, under its own name
   */
  environments?: Labels
  /** Only the prompts of these names. @default every prompt */
  prompts?: readonly string[]
  /**
   * Who answers for a model, or for a provider's name, that does not say it itself:
   * `{ 'my-model': { provider: 'groq', api: 'openai.chat' } }`.
   *
   * @default {}
   */
  providers?: Providers
  /** Where the API is. */
  baseUrl?: string
}
