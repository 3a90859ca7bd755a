import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BuildError, GenerateResult } from '@understudy/sources'
import type { Core } from '../core.ts'
import { isLocalRequest } from './is-local-request.ts'
import { inspectorHeaders, inspectorPage } from './page.ts'

/** Where the dev server shows the prompts. */
export const INSPECTOR_PATH = '/__understudy/'

/** A middleware as connect has it. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Serves, to this machine only, a page that shows every prompt as its providers will receive it. */
export function serveInspector(core: Core): Middleware {
  const changes = countChanges()
  return (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (`${url.pathname}/` === INSPECTOR_PATH) {
      response.writeHead(302, { location: INSPECTOR_PATH }).end()
      return
    }
    if (!url.pathname.startsWith(INSPECTOR_PATH)) return next()
    const nonce = randomBytes(16).toString('base64url')
    const send = (status: number, type: string, text: string): void => {
      response.writeHead(status, { ...inspectorHeaders(nonce), 'content-type': `${type}; charset=utf-8` })
      response.end(request.method === 'HEAD' ? undefined : text)
    }
    const sendJson = (value: object): void => send(200, 'application/json', JSON.stringify(value))
    if (!isLocalRequest(request)) return send(403, 'text/plain', 'Only for this machine.\n')
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'text/plain', 'Only GET.\n')

    const answer = async (): Promise<void> => {
      switch (url.pathname.slice(INSPECTOR_PATH.length)) {
        case '':
          return send(200, 'text/html', inspectorPage(nonce))
        case 'prompts.json': {
          const result = await core.current()
          const { prompts, errors } = result
          return sendJson({ revision: changes(result), prompts, errors: errors.map(errorJson) })
        }
        case 'prompt.json': {
          const { prompts, errors } = await core.project.inspect({
            prompt: url.searchParams.get('name') ?? '',
          })
          return sendJson({ prompts, errors: errors.map(errorJson) })
        }
        default:
          return send(404, 'text/plain', 'There is nothing here.\n')
      }
    }
    answer().catch(next)
  }
}

/** Names each result by a text that no other has, also after the server was started anew. */
function countChanges(): (result: GenerateResult) => string {
  const start = randomUUID()
  let latest: GenerateResult | undefined
  let count = 0
  return (result) => {
    if (result !== latest) count++
    latest = result
    return `${start} ${count}`
  }
}

function errorJson({ message, summary, hint, file, line, column, frame, prompt }: BuildError): object {
  return { message, summary: prompt ? `${prompt}: ${summary}` : summary, hint, file, line, column, frame }
}
