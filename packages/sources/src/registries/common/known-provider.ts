import type { TemplateInput } from '@understudy/compiler'
import { Unmappable } from './unmappable.ts'

/** Who answers, and in which wire format. */
export interface Speaker {
  provider: string
  api: NonNullable<TemplateInput['api']>
}

/** The names that registries have for providers, in lower case without `-`, `_` and blanks. */
const PROVIDERS: ReadonlyMap<string, Speaker> = new Map<string, Speaker>([
  ['openai', { provider: 'openai', api: 'openai.chat' }],
  ['azureopenai', { provider: 'azure_openai', api: 'openai.chat' }],
  ['openai.azure', { provider: 'azure_openai', api: 'openai.chat' }],
  ['azure', { provider: 'azure_openai', api: 'openai.chat' }],
  ['anthropic', { provider: 'anthropic', api: 'anthropic.messages' }],
  ['google', { provider: 'google', api: 'google.generateContent' }],
  ['googleai', { provider: 'google', api: 'google.generateContent' }],
  ['gemini', { provider: 'google', api: 'google.generateContent' }],
  ['vertexai', { provider: 'google', api: 'google.generateContent' }],
  ['amazonbedrock', { provider: 'bedrock', api: 'bedrock.converse' }],
  ['bedrock', { provider: 'bedrock', api: 'bedrock.converse' }],
  ['aws', { provider: 'bedrock', api: 'bedrock.converse' }],
  // These speak OpenAI's format.
  ['deepseek', { provider: 'deepseek', api: 'openai.chat' }],
  ['xai', { provider: 'xai', api: 'openai.chat' }],
  ['groq', { provider: 'groq', api: 'openai.chat' }],
  ['ollama', { provider: 'ollama', api: 'openai.chat' }],
  ['fireworks', { provider: 'fireworks', api: 'openai.chat' }],
  ['together', { provider: 'together', api: 'openai.chat' }],
  ['mistral', { provider: 'mistral', api: 'openai.chat' }],
  ['perplexity', { provider: 'perplexity', api: 'openai.chat' }],
])

/** How the ids of models begin that only one provider has. */
const MODELS: readonly (readonly [RegExp, string])[] = [
  [/^(gpt-|chatgpt-|o\d(-|$))/, 'openai'],
  [/^claude-/, 'anthropic'],
  [/^gemini-/, 'google'],
]

/**
 * The provider of a template, by the registry's name for it, or else by the model's id.
 *
 * @throws {Unmappable} when neither tells.
 */
export function knownProvider(name: string | undefined, model: string): Speaker {
  const known = PROVIDERS.get((name ?? ofModel(model) ?? '').toLowerCase().replace(/[\s_-]/g, ''))
  if (known) return known
  throw new Unmappable(
    name === undefined
      ? `nothing says which provider has the model \`${model}\``
      : `the provider \`${name}\` has no wire format here`,
    'Say it among the options of the source: `providers: { "<model or provider>": { provider: "…", api: "openai.chat" } }`.',
  )
}

function ofModel(model: string): string | undefined {
  return MODELS.find(([pattern]) => pattern.test(model))?.[1]
}
