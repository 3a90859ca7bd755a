/** Wire formats that a request body can be written in. */
export type Api =
  | 'openai.chat'
  | 'openai.responses'
  | 'anthropic.messages'
  | 'google.generateContent'
  | 'bedrock.converse'

/** A value that a template interpolates. Objects and arrays appear as compact JSON. */
export type Interpolated = string | number | boolean | object

/** A turn of the conversation so far; it takes the place of a template's history placeholder. */
export interface HistoryMessage {
  role: 'user' | 'assistant'
  content: string
}

/** Media at a URL that the provider can read. */
export interface MediaUrl {
  url: string
  mediaType?: string
  data?: never
  /** What the model is told that the file is called. */
  name?: string
}

/** Media as base64. */
export interface MediaData {
  data: string
  /** For instance `image/png`. */
  mediaType: string
  url?: never
  /** What the model is told that the file is called. */
  name?: string
}

/** A value for a media slot. */
export type Media = MediaUrl | MediaData

/** What may accompany the variables when a candidate's request is built. */
export interface RequestOptions<History = readonly HistoryMessage[]> {
  /** Turns that take the place of the template's history placeholder. */
  history?: History
}

/**
 * One template with its model config, compiled: an element of a prompt's chain.
 *
 * The generated modules declare their candidates exactly; this is the shape that they share.
 */
export interface Candidate<Variables = never, Provider extends string = string, History = never> {
  /** The environment that the version was tagged with, for instance `prod`. */
  readonly environment: string
  /** The version in its registry; for a folder, the beginning of the digest. */
  readonly version: string
  /** `sha256:` and the hex digest of the canonical template. */
  readonly digest: string
  readonly provider: Provider
  readonly api: Api
  readonly model: string
  /** The model parameters as the template gives them. */
  readonly parameters: object
  /**
   * Builds the provider's own request body.
   *
   * A template without a history placeholder declares no `options`: `request.length` is then 1, by which the client
   * refuses a history that would be lost.
   *
   * @throws {MissingVariableError} when a variable that the template needs is not there.
   */
  request(variables: Variables, options?: RequestOptions<History>): RequestBody
}

/** The part of a provider's request body that every api has. */
export interface RequestBody {
  model: string
  messages: unknown[]
}

/** A compiled prompt: its candidates by environment, and in the order in which they are tried. */
export interface Prompt<Variables = never, Provider extends string = string, History = never> {
  readonly name: string
  readonly candidates: { readonly [environment: string]: Candidate<Variables, Provider, History> }
  /** The candidates in order, primary first. */
  readonly chain: readonly Candidate<Variables, Provider, History>[]
}
