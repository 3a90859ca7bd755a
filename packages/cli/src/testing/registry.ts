import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A registry on a loopback port, for one test; closed with `await using`. */
export interface CliRegistry extends AsyncDisposable {
  readonly url: string
  /** Prompt → the text and the version of its primary. A test changes it at will. */
  readonly prompts: Map<string, { text: string; version: string }>
  /** The status of every answer. @default 200 */
  status: number
}

export async function cliRegistry(prompts: Record<string, string> = {}): Promise<CliRegistry> {
  const server = createServer((_, response) => {
    const templates = [...registry.prompts].map(([prompt, { text, version }]) => ({
      prompt,
      version,
      template: { provider: 'openai', model: 'gpt-5.4-mini', messages: [{ role: 'user', content: text }] },
    }))
    response.writeHead(registry.status, { 'content-type': 'application/json' }).end(JSON.stringify(templates))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const registry: CliRegistry = {
    url: `http://127.0.0.1:${port}`,
    prompts: new Map(Object.entries(prompts).map(([name, text]) => [name, { text, version: 'v1' }])),
    status: 200,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return registry
}

/** The configuration of a project with a source that reads such a registry. */
export function registryConfig(url: string): Record<string, string> {
  return {
    'understudy.config.mjs': `export default {
  environments: ['prod'],
  pull: 'locked',
  source: {
    kind: 'remote',
    name: 'our registry',
    async *pull({ connect }) {
      const http = connect({ name: 'Our registry', baseUrl: ${JSON.stringify(url)}, headers: {} })
      for (const found of await http.get('all')) yield { environment: 'prod', ...found }
    },
  },
}
`,
  }
}
