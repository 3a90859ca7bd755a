import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { anyJson } from '../common/any-json.ts'

/**
 * One version of a template, as the API and bundles have it, whatever else they say of it.
 *
 * Format 1 writes `content` as a string of JSON, `metadata.flavor_name`, `metadata.params.model` and `name`.
 */
export interface FreeplayTemplate {
  format_version?: number | null | undefined
  prompt_template_version_id: string
  prompt_template_name?: string | null | undefined
  name?: string | null | undefined
  metadata: {
    provider?: string | null | undefined
    flavor?: string | null | undefined
    flavor_name?: string | null | undefined
    model?: string | null | undefined
    params?: JsonObject | null | undefined
  }
  content: FreeplayMessage[] | string
  tool_schema?: FreeplayTool[] | null | undefined
  output_schema?: JsonObject | null | undefined
}

/** A message, or a placeholder if it has a `kind`. */
export interface FreeplayMessage {
  kind?: string | null | undefined
  role?: string | null | undefined
  content?: Json | undefined
  media_slots?: { placeholder_name: string; type: string }[] | null | undefined
  tool_calls?: Json[] | null | undefined
}

/** A tool. */
export interface FreeplayTool {
  name: string
  description?: string | null | undefined
  parameters?: JsonObject | null | undefined
  strict?: boolean | null | undefined
}

const text = z.string().min(1)

const object = z.record(z.string(), anyJson)

/** The messages of a template: in format 1 they are inside a string. */
export const freeplayMessages: z.ZodType<FreeplayMessage[]> = z.array(
  z.looseObject({
    kind: z.string().nullish(),
    role: z.string().nullish(),
    content: anyJson.optional(),
    media_slots: z.array(z.looseObject({ placeholder_name: text, type: text })).nullish(),
    tool_calls: z.array(anyJson).nullish(),
  }),
)

export const freeplayTemplate: z.ZodType<FreeplayTemplate> = z.looseObject({
  format_version: z.number().nullish(),
  prompt_template_version_id: text,
  prompt_template_name: text.nullish(),
  name: text.nullish(),
  metadata: z.looseObject({
    provider: text.nullish(),
    flavor: text.nullish(),
    flavor_name: text.nullish(),
    model: text.nullish(),
    params: object.nullish(),
  }),
  content: z.union([freeplayMessages, z.string()]),
  tool_schema: z
    .array(
      z.looseObject({
        name: z.string(),
        description: z.string().nullish(),
        parameters: object.nullish(),
        strict: z.boolean().nullish(),
      }),
    )
    .nullish(),
  output_schema: object.nullish(),
})
