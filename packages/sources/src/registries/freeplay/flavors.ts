import type { TemplateInput } from '@understudy/compiler'

/** A wire format that a template can be written for. */
export type Api = NonNullable<TemplateInput['api']>

/** What a flavor of Freeplay stands for. */
export interface Flavor {
  /** Undefined where the provider's format is none of ours, or differs between the providers of the flavor. */
  api: Api | undefined
  /** The provider of templates that name none. */
  provider: string
}

/** The flavors that Freeplay has. */
export const flavors: ReadonlyMap<string, Flavor> = new Map<string, Flavor>([
  ['openai_chat', { api: 'openai.chat', provider: 'openai' }],
  ['azure_openai_chat', { api: 'openai.chat', provider: 'azure_openai' }],
  ['openai_responses', { api: 'openai.responses', provider: 'openai' }],
  ['anthropic_chat', { api: 'anthropic.messages', provider: 'anthropic' }],
  ['gemini_chat', { api: 'google.generateContent', provider: 'vertex' }],
  ['gemini_api_chat', { api: 'google.generateContent', provider: 'gemini' }],
  ['amazon_bedrock_converse', { api: 'bedrock.converse', provider: 'bedrock' }],
  ['perplexity_chat', { api: 'openai.chat', provider: 'perplexity' }],
  ['mistral_chat', { api: undefined, provider: 'mistral' }],
  ['baseten_mistral_chat', { api: undefined, provider: 'baseten' }],
  ['llama_3_chat', { api: undefined, provider: 'sagemaker' }],
])
