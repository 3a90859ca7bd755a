import Freeplay, { type PromptTemplate, type TemplateResolver } from 'freeplay'
import type { AccountTemplate } from './freeplay-account.ts'

/** Media as Freeplay's SDK takes it. */
export type SdkMedia = Record<
  string,
  { type: 'url'; url: string } | { type: 'base64'; data: string; content_type: string }
>

/** What a call of the SDK is given. */
export interface SdkInputs {
  variables: Record<string, unknown>
  history?: { role: string; content: string }[] | undefined
  media?: SdkMedia | undefined
}

/** What the official SDK makes of a template, put together as one request. */
export async function sdkRequest(template: AccountTemplate, inputs: SdkInputs): Promise<object> {
  const { variables, history, media } = inputs
  const sdk = new Freeplay({ freeplayApiKey: '', baseUrl: '', templateResolver: resolverOf(template) })
  const formatted = await sdk.prompts.getFormatted({
    projectId: 'p',
    templateName: template.prompt_template_name,
    environment: 'prod',
    variables,
    ...(history && { history }),
    ...(media && { media }),
  })
  const { llmPrompt, systemContent, toolSchema, promptInfo } = formatted
  return JSON.parse(
    JSON.stringify({
      model: promptInfo.model,
      ...promptInfo.modelParameters,
      ...(promptInfo.provider === 'anthropic' && { system: systemContent }),
      messages: llmPrompt,
      tools: toolSchema,
    }),
  )
}

/**
 * The same media for a candidate's request.
 *
 * @param named Whether files get the names that the SDK makes up.
 */
export function candidateMedia(media: SdkMedia, named: boolean): object {
  return Object.fromEntries(
    Object.entries(media).map(([slot, one]) => {
      if (one.type === 'url') return [slot, { url: one.url }]
      const name = named ? { name: `${slot}.${one.content_type.split('/')[1]}` } : {}
      return [slot, { data: one.data, mediaType: one.content_type, ...name }]
    }),
  )
}

/** Gives the SDK one template, whatever it asks for. */
function resolverOf(template: AccountTemplate): TemplateResolver {
  const prompt: PromptTemplate = JSON.parse(JSON.stringify(template))
  return {
    getPrompts: async () => ({ prompt_templates: [prompt] }),
    getPrompt: async () => prompt,
    getPromptByVersionId: async () => prompt,
  }
}
