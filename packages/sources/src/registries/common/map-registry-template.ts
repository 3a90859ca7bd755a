import type { JsonObject, TemplateInput } from '@understudy/compiler'
import type { TemplateSyntax } from '../../syntax/to-mustache.ts'
import { knownProvider, type Speaker } from './known-provider.ts'
import { mapMessages, type RegistryMessage } from './map-messages.ts'
import { mapSettings } from './map-settings.ts'
import { Unmappable } from './unmappable.ts'

/** Who answers for a model or for a name of a provider that is not known here. */
export type Providers = Readonly<Record<string, Speaker>>

/** A template as most registries have it. */
export interface RegistryTemplate {
  /** The registry's name of the provider, if it has one. */
  provider?: string | undefined
  model: string | undefined
  /** All else that the model is asked with, tools among it. */
  settings: JsonObject
  messages: readonly RegistryMessage[]
  syntax: TemplateSyntax
}

/**
 * Writes a registry's template in the snapshot's format.
 *
 * @throws {Unmappable} for what that format does not have.
 * @throws {SyntaxProblem} for what mustache does not have.
 */
export function mapRegistryTemplate(template: RegistryTemplate, providers: Providers = {}): TemplateInput {
  const { provider: name, model, settings, messages, syntax } = template
  if (!model) throw new Unmappable('the version says no model', 'Choose one for it in the registry.')
  const given = [model, name].find((key) => key !== undefined && Object.hasOwn(providers, key))
  const { provider, api } = (given !== undefined && providers[given]) || knownProvider(name, model)
  return { provider, api, model, ...mapSettings(settings), ...mapMessages(messages, syntax) }
}
