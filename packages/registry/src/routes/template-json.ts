import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { json, jsonObject } from '../http/schemas.ts'
import type { Version } from '../storage/storage.ts'

/** A version as the API gives it. */
export interface TemplateJson {
  format_version: number
  project_id: string
  prompt_template_id: string
  prompt_template_version_id: string
  prompt_template_name: string
  version_name?: string | undefined
  version_description?: string | undefined
  metadata: {
    provider: string
    flavor: string
    model: string
    params: JsonObject
    provider_info?: JsonObject | undefined
  }
  content: Json[]
  tool_schema?: Json[] | undefined
  output_schema?: JsonObject | undefined
}

const fields = {
  format_version: z.number(),
  project_id: z.string(),
  prompt_template_id: z.string(),
  prompt_template_version_id: z.string(),
  prompt_template_name: z.string(),
  version_name: z.string().optional(),
  version_description: z.string().optional(),
  metadata: z.object({
    provider: z.string(),
    flavor: z.string(),
    model: z.string(),
    params: jsonObject,
    provider_info: jsonObject.optional(),
  }),
  content: z.array(json),
  tool_schema: z.array(json).optional(),
  output_schema: jsonObject.optional(),
}

export const templateJson: z.ZodType<unknown, TemplateJson> = z.object(fields)

/** A version with its variables filled in. */
export interface BoundTemplateJson extends TemplateJson {
  /** The messages as the provider takes them. */
  formatted_content: Json[]
  /** What providers take apart from the messages. */
  system_content?: string | undefined
}

export const boundTemplateJson: z.ZodType<unknown, BoundTemplateJson> = z.object({
  ...fields,
  formatted_content: z.array(json),
  system_content: z.string().optional(),
})

export function toTemplateJson(version: Version): TemplateJson {
  const { id, projectId, templateId, templateName, provider, flavor, model, params, providerInfo } = version
  return {
    format_version: 2,
    project_id: projectId,
    prompt_template_id: templateId,
    prompt_template_version_id: id,
    prompt_template_name: templateName,
    version_name: version.name,
    version_description: version.description,
    metadata: { provider, flavor, model, params, provider_info: providerInfo },
    content: version.content,
    tool_schema: version.toolSchema,
    output_schema: version.outputSchema,
  }
}
