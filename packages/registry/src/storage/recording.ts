import type { Json, JsonObject } from '@understudy/compiler'

/** A call of a model, as it comes in. */
export interface NewRecording {
  projectId: string
  id: string
  sessionId: string
  sessionMetadata: JsonObject
  traceId?: string | undefined
  versionId?: string | undefined
  environment?: string | undefined
  provider?: string | undefined
  model?: string | undefined
  /** Milliseconds since 1970. */
  startedAt: number
  endedAt?: number | undefined
  promptTokens?: number | undefined
  completionTokens?: number | undefined
  /** Whether another candidate than the first answered. */
  fallback: boolean
  testRunId?: string | undefined
  testCaseId?: string | undefined
  evalResults: JsonObject
  /** The rest of what was recorded: messages, inputs and so on. */
  body: JsonObject & { messages: Json[] }
  /** The id of a key. */
  recordedBy: string
}

export interface Recording extends Omit<NewRecording, 'sessionMetadata'> {
  feedback: JsonObject
  rating: string | undefined
  /** When it arrived, in milliseconds since 1970. */
  recordedAt: number
}

/** Which recordings to list; all that is given must hold. */
export interface RecordingFilter {
  environment?: string | undefined
  model?: string | undefined
  versionId?: string | undefined
  sessionId?: string | undefined
  fallback?: boolean | undefined
  /** `positive` or `negative`. */
  feedback?: string | undefined
  /** Milliseconds since 1970; inclusive. */
  from?: number | undefined
  /** Milliseconds since 1970; exclusive. */
  to?: number | undefined
  /** All of its words, in any order. */
  text?: string | undefined
}
