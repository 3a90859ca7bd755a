import { freeplayTemplate } from '../registries/freeplay/freeplay-template.ts'
import { mapFreeplayTemplate } from '../registries/freeplay/map-freeplay-template.ts'
import type { AccountTemplate } from './freeplay-account.ts'
import { candidateMedia, type SdkInputs } from './freeplay-sdk.ts'
import { requestOf } from './request-of.ts'

/** What the candidate of a template of Freeplay's builds, as JSON. */
export async function freeplayRequest(
  template: AccountTemplate,
  { variables, history, media = {} }: SdkInputs,
  missing: 'error' | 'empty' = 'error',
): Promise<object> {
  const mapped = mapFreeplayTemplate(freeplayTemplate.parse(template))
  const request = await requestOf(mapped, missing)
  // The SDK makes up names of files for OpenAI alone.
  const options = { history, media: candidateMedia(media, mapped.api === 'openai.chat') }
  return JSON.parse(JSON.stringify(request(variables, options)))
}
