import { Agent, request } from 'node:http'

/** Asks one server with one key, over connections that are kept; lighter than `fetch`. */
export interface HttpClient extends Disposable {
  /**
   * @param body JSON, or what will be.
   * @throws when there is no whole answer.
   */
  send(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>
}

/** @param token A key of the registry. */
export function httpClient(url: string, token: string): HttpClient {
  const agent = new Agent({ keepAlive: true })
  return {
    send: (method, path, body) =>
      new Promise((resolve, reject) => {
        const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
        const headers = {
          authorization: `Bearer ${token}`,
          ...(text !== undefined && { 'content-length': Buffer.byteLength(text) }),
        }
        const sent = request(`${url}/api/v2/${path}`, { method, agent, headers }, (response) => {
          let answer = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            answer += part
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text: answer }))
          response.on('error', reject)
        })
        sent.on('error', reject)
        sent.end(text)
      }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}
