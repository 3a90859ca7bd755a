import type { Api } from '@understudy/runtime'
import type { BuildError } from '../build-error.ts'
import type { Json, JsonObject, MediaSlot } from '../template/template.ts'

/** A candidate as its provider would receive it. */
export interface InspectedCandidate {
  environment: string
  /** The template's file. */
  file: string
  provider: string
  api: Api
  model: string
  version: string
  digest: string
  /** Whether it has a place for history; a placeholder stands there in the request. */
  history: boolean
  /** Its media slots; placeholders stand in the request. */
  media: MediaSlot[]
  /** The request's body; undefined when the variables do not do. */
  request: Json | undefined
  /** Why there is no request. */
  problem: string | undefined
  /** The length of the body as compact JSON, in characters. */
  characters: number
  /** An estimate of the body's tokens: one for four ASCII characters, and one for each other. */
  tokens: number
}

/** A prompt as its providers would receive it. */
export interface InspectedPrompt {
  name: string
  /** What the requests were rendered with: samples, and what the caller gave. */
  variables: JsonObject
  /** In order, primary first. */
  candidates: InspectedCandidate[]
}

/** What looking at a project's prompts has found. */
export interface Inspection {
  /** The prompts that have no errors, sorted. */
  prompts: InspectedPrompt[]
  errors: BuildError[]
  warnings: BuildError[]
}

/** What to look at. */
export interface InspectOptions {
  /** The one prompt to look at. @default all */
  prompt?: string | undefined
  /** The one environment to look at. @default all of the chain */
  environment?: string | undefined
  /** Values that take the places of samples. @default {} */
  variables?: JsonObject | undefined
}
