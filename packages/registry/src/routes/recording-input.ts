import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { flatObject, json, jsonObject, maybe, name } from '../http/schemas.ts'
import type { NewRecording } from '../storage/recording.ts'
import { withoutCredentials } from './credentials.ts'

/** Seconds since 1970, up to a far future that databases and `Date` can still hold. */
const seconds = z.number().min(0).max(100_000_000_000)
const tokens = z.number().int().min(0).max(2_000_000_000)

const callInfo: z.ZodType<CallInput, unknown> = z.object({
  start_time: maybe(seconds),
  end_time: maybe(seconds),
  model: maybe(name),
  provider: maybe(name),
  provider_info: maybe(jsonObject),
  llm_parameters: maybe(jsonObject),
  usage: maybe(z.object({ prompt_tokens: maybe(tokens), completion_tokens: maybe(tokens) })),
  api_style: maybe(name),
  served_by_fallback: maybe(z.boolean()).describe(
    'Whether another candidate than the first answered. An extension of this registry.',
  ),
})

/** A recording as a client sends it. */
export interface RecordingInput {
  messages: Json[]
  inputs: JsonObject | undefined
  media_inputs: JsonObject | undefined
  prompt_info: { prompt_template_version_id: string | undefined; environment: string | undefined } | undefined
  call_info: CallInput | undefined
  tool_schema: Json | undefined
  output_schema: Json | undefined
  session_info: { custom_metadata: JsonObject | undefined } | undefined
  response_info: JsonObject | undefined
  test_run_info: { test_run_id: string; test_case_id: string } | undefined
  eval_results: JsonObject | undefined
  trace_info: { trace_id: string | undefined } | undefined
  completion_id: string | undefined
  parent_id: string | undefined
}

/** What a recording tells about the request to the model; times are seconds since 1970. */
export interface CallInput {
  start_time: number | undefined
  end_time: number | undefined
  model: string | undefined
  provider: string | undefined
  provider_info: JsonObject | undefined
  llm_parameters: JsonObject | undefined
  usage: { prompt_tokens: number | undefined; completion_tokens: number | undefined } | undefined
  api_style: string | undefined
  served_by_fallback: boolean | undefined
}

const fields = {
  messages: z.array(json).min(1).max(10_000),
  inputs: maybe(jsonObject),
  media_inputs: maybe(jsonObject),
  prompt_info: maybe(z.object({ prompt_template_version_id: maybe(name), environment: maybe(name) })),
  call_info: maybe(callInfo),
  tool_schema: maybe(json),
  output_schema: maybe(json),
  session_info: maybe(z.object({ custom_metadata: maybe(flatObject) })),
  response_info: maybe(jsonObject),
  test_run_info: maybe(z.object({ test_run_id: name, test_case_id: name })),
  eval_results: maybe(flatObject),
  trace_info: maybe(z.object({ trace_id: maybe(name) })),
  completion_id: maybe(name),
  parent_id: maybe(name),
}

export const recordingInput: z.ZodType<RecordingInput, unknown> = z.object(fields)

/** The same with its session, for many at once. */
export const recordingOfSession: z.ZodType<RecordingInput & { session_id: string }, unknown> = z.object({
  ...fields,
  session_id: name,
})

/** The body of a request that records many. */
export const manyRecordings: z.ZodType<{ recordings: (RecordingInput & { session_id: string })[] }, unknown> =
  z.object({ recordings: z.array(recordingOfSession).min(1).max(500) })

export function toRecording(
  input: RecordingInput,
  projectId: string,
  sessionId: string,
  keyId: string,
): NewRecording {
  const { call_info: call, prompt_info: prompt } = input
  return {
    projectId,
    id: input.completion_id ?? randomUUID(),
    sessionId,
    sessionMetadata: input.session_info?.custom_metadata ?? {},
    traceId: input.trace_info?.trace_id,
    versionId: prompt?.prompt_template_version_id,
    environment: prompt?.environment,
    provider: call?.provider,
    model: call?.model,
    startedAt: Math.round((call?.start_time ?? Date.now() / 1000) * 1000),
    endedAt: call?.end_time === undefined ? undefined : Math.round(call.end_time * 1000),
    promptTokens: call?.usage?.prompt_tokens,
    completionTokens: call?.usage?.completion_tokens,
    fallback: call?.served_by_fallback ?? false,
    testRunId: input.test_run_info?.test_run_id,
    testCaseId: input.test_run_info?.test_case_id,
    evalResults: input.eval_results ?? {},
    body: { messages: input.messages, ...present(input) },
    recordedBy: keyId,
  }
}

/** What no column holds, without what is not there. */
function present({ call_info: call, ...input }: RecordingInput): JsonObject {
  const rest: { readonly [key: string]: Json | undefined } = {
    inputs: input.inputs,
    media_inputs: input.media_inputs,
    tool_schema: input.tool_schema,
    output_schema: input.output_schema,
    response_info: input.response_info,
    parent_id: input.parent_id,
    llm_parameters: withoutCredentials(call?.llm_parameters),
    provider_info: withoutCredentials(call?.provider_info),
    api_style: call?.api_style,
  }
  const kept: { [key: string]: Json } = {}
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) kept[key] = value
  return kept
}
