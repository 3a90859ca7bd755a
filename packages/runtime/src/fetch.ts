import type { AnthropicClient } from './anthropic.ts'
import type { SdkResource } from './http/over-sdk.ts'
import type { OpenAIClient } from './openai.ts'
import type { OpenAIResponsesClient } from './openai-responses.ts'

/** What it takes to reach a provider without its SDK. */
export interface FetchOptions {
  /** It is sent to the host of `baseURL` only: a redirect is not followed. */
  apiKey: string
  /**
   * As the official SDK has it.
   *
   * @default the provider's own
   */
  baseURL?: string
  /** @default the global `fetch` */
  fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** More headers, for instance of an organization; names in lower case. */
  headers?: Readonly<Record<string, string>>
}

/**
 * A client of OpenAI, or of a compatible server, over bare `fetch`: for the smallest bundles, in place of the SDK's.
 *
 * @example
 * ```ts
 * createClient({ providers: { openai: openai(openaiFetch({ apiKey })) } })
 * ```
 */
export function openaiFetch(options: FetchOptions): OpenAIClient & OpenAIResponsesClient {
  const { apiKey, baseURL = 'https://api.openai.com/v1' } = options
  const at = (path: string): SdkResource =>
    overFetch(baseURL, path, { authorization: `Bearer ${apiKey}` }, options)
  return { chat: { completions: at('/chat/completions') }, responses: at('/responses') }
}

/** A client of Anthropic over bare `fetch`. See `openaiFetch`. */
export function anthropicFetch(options: FetchOptions): AnthropicClient {
  const { apiKey, baseURL = 'https://api.anthropic.com' } = options
  const auth = { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }
  return { messages: overFetch(baseURL, '/v1/messages', auth, options) }
}

function overFetch(
  baseURL: string,
  path: string,
  auth: Readonly<Record<string, string>>,
  { fetch: custom, headers }: FetchOptions,
): SdkResource {
  const url = baseURL.replace(/\/*$/, path)
  return {
    create: (body, { signal }) => ({
      asResponse: () =>
        (custom ?? fetch)(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...auth, ...headers },
          body: JSON.stringify(body),
          signal,
          // Not `error`, which some edge runtimes do not know.
          redirect: 'manual',
        }),
    }),
  }
}
