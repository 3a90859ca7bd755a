import type { Adapter } from '../adapter.ts'
import { readResponse, type Wire } from './read-response.ts'

/** A resource of an official SDK's client, which makes requests. */
export interface SdkResource {
  create(
    body: object,
    options: { signal: AbortSignal; maxRetries: number; timeout: number },
  ): { asResponse(): Promise<Response> }
}

/**
 * Speaks one api over the SDK, without its retries and its timeout.
 *
 * @param wire makes what reads one answer.
 * @param streaming fields that ask for more in a stream.
 */
export function overSdk<Message>(
  api: Adapter['api'],
  resource: SdkResource,
  wire: () => Wire<Message>,
  streaming?: (request: { stream_options?: object }) => object,
): Adapter {
  return {
    api,
    send(request, options) {
      const { signal, stream } = options
      const sent = resource.create(
        { ...request, ...(stream && streaming?.(request)), stream },
        { signal, maxRetries: 0, timeout: 2 ** 31 - 1 },
      )
      return readResponse(sent.asResponse(), options, wire())
    },
  }
}
