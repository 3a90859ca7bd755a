/** A resource of an official SDK's client, which makes requests. */
export interface SdkResource {
  create(
    body: object,
    options: { signal: AbortSignal; maxRetries: number; timeout: number },
  ): { asResponse(): Promise<Response> }
}

/** Makes one request over the SDK, without its retries and its timeout. */
export function overSdk(resource: SdkResource, body: object, signal: AbortSignal): Promise<Response> {
  return resource.create(body, { signal, maxRetries: 0, timeout: 2 ** 31 - 1 }).asResponse()
}
