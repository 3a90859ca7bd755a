/** The id that the provider gave to a request, from the headers of its answer. */
export function requestId(headers: Readonly<Record<string, string>> = {}): string | undefined {
  return headers['x-amzn-requestid'] ?? headers['x-request-id'] ?? headers['request-id']
}
