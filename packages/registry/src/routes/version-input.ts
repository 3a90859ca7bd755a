import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { json, jsonObject, maybe, name, prose } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import type { VersionContent } from '../storage/storage.ts'
import { credentialsIn } from './credentials.ts'
import { flavorOf } from './flavor.ts'
import { checkTemplate } from './render-template.ts'

const message = z.looseObject({
  role: z.string().min(1).max(32),
  content: z.string(),
  media_slots: z
    .array(z.object({ type: z.enum(['image', 'audio', 'video', 'file']), placeholder_name: name }))
    .nullish(),
})
const history = z.object({ kind: z.literal('history') })

/** A version as a client sends it. */
export interface VersionInput {
  template_messages: Json[]
  model: string
  provider: string
  flavor?: string | undefined
  version_name?: string | undefined
  version_description?: string | undefined
  llm_parameters?: JsonObject | undefined
  provider_info?: JsonObject | undefined
  tool_schema?: Json[] | undefined
  output_schema?: JsonObject | undefined
  environments?: string[] | undefined
}

export const versionFields: { [field in keyof VersionInput]-?: z.ZodType<VersionInput[field], unknown> } = {
  template_messages: z
    .array(z.union([history, message]))
    .min(1)
    .max(500)
    .transform((messages): Json[] => JSON.parse(JSON.stringify(messages))),
  model: name,
  provider: name,
  flavor: maybe(name),
  version_name: maybe(prose(200)),
  version_description: maybe(prose(10_000)),
  llm_parameters: maybe(jsonObject),
  provider_info: maybe(jsonObject),
  tool_schema: maybe(z.array(json).max(500)),
  output_schema: maybe(jsonObject),
  environments: maybe(z.array(name).max(50)),
}

export const versionInput: z.ZodType<VersionInput, unknown> = z.object(versionFields)

/**
 * What a version consists of, ready to be kept.
 *
 * @throws {RegistryError} when a message is no template, it has credentials, or the provider has no wire format of its own.
 */
export function toVersionContent(input: VersionInput): VersionContent {
  for (const [i, message] of input.template_messages.entries()) {
    if (message !== null && typeof message === 'object' && !Array.isArray(message)) {
      checkTemplate(String(message.content ?? ''), `template_messages.${i}.content`)
    }
  }
  const credentials = [
    ...credentialsIn(input.provider_info, 'provider_info'),
    ...credentialsIn(input.llm_parameters, 'llm_parameters'),
  ]
  if (credentials.length > 0) {
    throw new RegistryError(
      'invalid_request',
      'Whoever may pull would get the credentials of the provider: leave them to the application.',
      credentials.map((path) => ({ path, message: 'Must not be kept in a registry.' })),
    )
  }
  const flavor = input.flavor ?? flavorOf(input.provider)
  if (flavor === undefined) {
    throw new RegistryError('invalid_request', 'The provider has no wire format of its own.', [
      { path: 'flavor', message: 'Say which one it speaks, for instance `openai_chat`.' },
    ])
  }
  return {
    content: input.template_messages,
    provider: input.provider,
    flavor,
    model: input.model,
    params: input.llm_parameters ?? {},
    providerInfo: input.provider_info,
    toolSchema: input.tool_schema?.length === 0 ? undefined : input.tool_schema,
    outputSchema: input.output_schema,
    name: input.version_name,
    description: input.version_description,
  }
}
