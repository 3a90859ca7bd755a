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

/** An answer that was checked against the template's output schema: its data, or the first thing wrong. */
export type ParsedOutput<Data> = { data: Data } | { problem: string }

/**
 * One template with its model config, compiled: an element of a prompt's chain.
 *
 * The generated modules declare their candidates exactly; this is the shape that they share.
 */
export interface Candidate<Variables = never, Provider extends string = string, Options = never> {
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
  /** Whether the template has a history placeholder. */
  readonly history: boolean
  /**
   * Builds the provider's own request body.
   *
   * @throws {MissingVariableError} when a variable or a media slot's value that the template needs is not there.
   */
  request(variables: Variables, options: Options): object
  /** Checks an answer's JSON against the template's output schema. Absent where the template has none. */
  parseOutput?(value: unknown): ParsedOutput<unknown>
}

/** A compiled prompt: its candidates by environment, and in the order in which they are tried. */
export interface Prompt<Variables = never, Provider extends string = string, Options = never> {
  readonly name: string
  readonly candidates: { readonly [environment: string]: Candidate<Variables, Provider, Options> }
  /** The candidates in order, primary first. */
  readonly chain: readonly Candidate<Variables, Provider, Options>[]
}
