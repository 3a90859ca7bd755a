import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { json, jsonObject } from '../http/schemas.ts'
import type { Recording } from '../storage/recording.ts'

/** A recording as the API gives it; times are seconds since 1970. */
export interface RecordingJson {
  completion_id: string
  session_id: string
  messages: Json[]
  inputs?: Json | undefined
  media_inputs?: Json | undefined
  tool_schema?: Json | undefined
  output_schema?: Json | undefined
  response_info?: Json | undefined
  parent_id?: Json | undefined
  prompt_info: { prompt_template_version_id?: string | undefined; environment?: string | undefined }
  call_info: {
    provider?: string | undefined
    model?: string | undefined
    start_time: number
    end_time?: number | undefined
    usage: { prompt_tokens?: number | undefined; completion_tokens?: number | undefined }
    llm_parameters?: Json | undefined
    provider_info?: Json | undefined
    api_style?: Json | undefined
    served_by_fallback: boolean
  }
  trace_info: { trace_id?: string | undefined }
  test_run_info: { test_run_id?: string | undefined; test_case_id?: string | undefined }
  eval_results: JsonObject
  feedback: JsonObject
  /** The id of a key. */
  recorded_by: string
  /** When it arrived. */
  recorded_at: string
}

const optionalString = z.string().optional()
const optionalNumber = z.number().optional()

export const recordingJson: z.ZodType<unknown, RecordingJson> = z.object({
  completion_id: z.string(),
  session_id: z.string(),
  messages: z.array(json),
  inputs: json.optional(),
  media_inputs: json.optional(),
  tool_schema: json.optional(),
  output_schema: json.optional(),
  response_info: json.optional(),
  parent_id: json.optional(),
  prompt_info: z.object({ prompt_template_version_id: optionalString, environment: optionalString }),
  call_info: z.object({
    provider: optionalString,
    model: optionalString,
    start_time: z.number(),
    end_time: optionalNumber,
    usage: z.object({ prompt_tokens: optionalNumber, completion_tokens: optionalNumber }),
    llm_parameters: json.optional(),
    provider_info: json.optional(),
    api_style: json.optional(),
    served_by_fallback: z.boolean(),
  }),
  trace_info: z.object({ trace_id: optionalString }),
  test_run_info: z.object({ test_run_id: optionalString, test_case_id: optionalString }),
  eval_results: jsonObject,
  feedback: jsonObject,
  recorded_by: z.string(),
  recorded_at: z.string(),
})

export function toRecordingJson(recording: Recording): RecordingJson {
  const { llm_parameters, provider_info, api_style, ...body } = recording.body
  return {
    completion_id: recording.id,
    session_id: recording.sessionId,
    ...body,
    prompt_info: { prompt_template_version_id: recording.versionId, environment: recording.environment },
    call_info: {
      provider: recording.provider,
      model: recording.model,
      start_time: recording.startedAt / 1000,
      end_time: recording.endedAt === undefined ? undefined : recording.endedAt / 1000,
      usage: { prompt_tokens: recording.promptTokens, completion_tokens: recording.completionTokens },
      llm_parameters,
      provider_info,
      api_style,
      served_by_fallback: recording.fallback,
    },
    trace_info: { trace_id: recording.traceId },
    test_run_info: { test_run_id: recording.testRunId, test_case_id: recording.testCaseId },
    eval_results: recording.evalResults,
    feedback: recording.feedback,
    recorded_by: recording.recordedBy,
    recorded_at: new Date(recording.recordedAt).toISOString(),
  }
}
