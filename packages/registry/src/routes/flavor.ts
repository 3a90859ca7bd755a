/** The wire format of each provider, as Freeplay calls it, where a version does not name another. */
const flavors: ReadonlyMap<string, string> = new Map([
  ['openai', 'openai_chat'],
  ['azure_openai', 'azure_openai_chat'],
  ['anthropic', 'anthropic_chat'],
  ['vertex', 'gemini_chat'],
  ['gemini', 'gemini_api_chat'],
  ['google', 'gemini_api_chat'],
  ['bedrock', 'amazon_bedrock_converse'],
  ['sagemaker', 'llama_3_chat'],
  ['mistral', 'mistral_chat'],
  ['baseten', 'baseten_mistral_chat'],
  ['perplexity', 'perplexity_chat'],
])

export function flavorOf(provider: string): string | undefined {
  return flavors.get(provider)
}
