/** Our names of providers, where the conventions have others. */
const CONVENTIONAL: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  'azure-openai': 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  gemini: 'gcp.gemini',
  google: 'gcp.gen_ai',
  mistral: 'mistral_ai',
  vertex: 'gcp.vertex_ai',
  xai: 'x_ai',
}

/** A provider as the conventions name it; one that they do not know keeps its name. */
export function providerName(provider: string): string {
  return Object.hasOwn(CONVENTIONAL, provider) ? (CONVENTIONAL[provider] ?? provider) : provider
}
