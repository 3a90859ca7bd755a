import { hash } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { TemplateInput } from '@understudy/compiler'
import { defineSource } from '../remote/define-source.ts'
import type { PulledTemplate, RemoteSource } from '../remote/remote-source.ts'
import { json } from './faults.ts'
import { type LocalServer, startServer } from './local-server.ts'

/** A registry on a loopback port, with a list of templates for each environment. */
export interface TestRegistry extends LocalServer {
  /** Prompt → environment → what it has. A test changes it at will. */
  readonly prompts: Map<string, Record<string, { version: string; template: TemplateInput }>>
  /** How many answers had a body. */
  readonly answers: number
  /** Puts a template into it. */
  put(prompt: string, environment: string, version: string, text?: string): void
  /** Does something else with every request; undefined: as usual again. */
  behave(listener: RequestListener | undefined): void
  /** The source that reads it. */
  source(name?: string): RemoteSource
}

/** The value of the key that {@link TestRegistry.source} sends. */
export const TEST_KEY = 'tk-9f8e7d6c5b4a'

export async function startRegistry(
  prompts: Readonly<Record<string, string>> = { 'rag-qa': 'First words.' },
): Promise<TestRegistry> {
  let behaviour: RequestListener | undefined
  let answers = 0
  const content: TestRegistry['prompts'] = new Map()
  const server = await startServer((request, response) => {
    if (behaviour) {
      behaviour(request, response)
      return
    }
    const environment = request.url?.split('/').at(-1) ?? ''
    const list = [...content].flatMap(([prompt, versions]) => {
      const found = versions[environment]
      return found ? [{ prompt, ...found }] : []
    })
    const etag = `"${hash('sha256', JSON.stringify(list))}"`
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end()
      return
    }
    answers++
    json(list, 200, { etag })(request, response)
  })
  const registry: TestRegistry = {
    ...server,
    prompts: content,
    get answers() {
      return answers
    },
    put(prompt, environment, version, text = 'Answer briefly.') {
      content.set(prompt, {
        ...content.get(prompt),
        [environment]: { version, template: template(environment, text) },
      })
    },
    behave(listener) {
      behaviour = listener
    },
    source: (name = 'test registry') => sourceAt(server.url, name),
  }
  for (const [prompt, text] of Object.entries(prompts)) {
    registry.put(prompt, 'prod', 'v1', text)
    registry.put(prompt, 'fallback', 'v1', text)
  }
  return registry
}

/** The source of a test registry at a URL. */
export function sourceAt(baseUrl: string, name = 'test registry'): RemoteSource {
  return defineSource({
    name,
    async *pull({ connect, environments }) {
      const http = connect({
        name: 'Test registry',
        baseUrl,
        headers: { authorization: `Bearer ${TEST_KEY}` },
      })
      for (const environment of environments) {
        const answer = await http.get(`all/${environment}`)
        for (const { prompt, version, template } of answer as unknown as Omit<
          PulledTemplate,
          'environment'
        >[]) {
          yield { prompt, environment, version, template }
        }
      }
    },
  })
}

function template(environment: string, text: string): TemplateInput {
  const messages = [
    { role: 'system', content: text },
    { role: 'user', content: '{{question}}' },
  ] as const
  return environment === 'prod'
    ? { provider: 'openai', model: 'gpt-5.4-mini', messages }
    : { provider: 'anthropic', model: 'claude-haiku-4-5', parameters: { max_tokens: 100 }, messages }
}
