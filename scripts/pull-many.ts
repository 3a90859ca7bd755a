/**
 * Pulls 5,000 templates from a registry on this machine, in a process of its own, and prints how long that took and how
 * much memory: once from a registry with an answer for each environment, once from one with an answer for each template.
 */
import { spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROMPTS = 2_500

const here = fileURLToPath(import.meta.url)
const text = 'You answer from the passages only, and say so when they do not hold the answer. '.repeat(20)

function template(environment: string, i: number): object {
  const messages = [
    { role: 'system', content: `${text}\n${i}` },
    { role: 'user', content: '{{#passages}}<passage>{{text}}</passage>{{/passages}}\n{{question}}' },
  ]
  return environment === 'prod'
    ? { provider: 'openai', model: 'gpt-5.4-mini', parameters: { temperature: 0 }, messages }
    : { provider: 'anthropic', model: 'claude-haiku-4-5', parameters: { max_tokens: 500 }, messages }
}

/** The child: pulls once, and prints the figures. */
async function pullOnce(root: string, baseUrl: string, way: string): Promise<void> {
  const { createProject, defineSource, inParallel } = await import('../packages/sources/src/index.ts')
  const source = defineSource({
    name: 'many',
    async *pull({ connect, environments }) {
      const http = connect({ name: 'Many', baseUrl, headers: {} })
      const numbers = Array.from({ length: PROMPTS }, (_, i) => i)
      for (const environment of environments) {
        if (way === 'one answer an environment') {
          const answer = await http.get(`all/${environment}`)
          for (const [i, found] of Array.isArray(answer) ? answer.entries() : []) {
            yield { prompt: `group-${i % 25}/p${i}`, environment, version: '1', template: Object(found) }
          }
        } else {
          const ask = (i: number) => http.get(`one/${environment}/${i}`)
          for await (const [i, found] of inParallel(numbers, 8, async (i) => [i, await ask(i)] as const)) {
            yield { prompt: `group-${i % 25}/p${i}`, environment, version: '1', template: Object(found) }
          }
        }
      }
    },
  })
  const started = performance.now()
  const { added, unchanged, errors } = await createProject({ root, config: { source } }).pull()
  const seconds = ((performance.now() - started) / 1000).toFixed(2)
  const { user, system } = process.cpuUsage()
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  const counts = `${added.length} added, ${unchanged} unchanged, ${errors.length} errors`
  const cost = `${((user + system) / 1e6).toFixed(2)} s of a processor, at most ${megabytes} MB`
  process.stdout.write(`${way}: ${seconds} s, ${cost}, ${counts}`)
}

async function measure(way: string): Promise<void> {
  let requests = 0
  const server = createServer((request, response) => {
    requests++
    const [, kind, environment = '', number] = request.url?.split('/') ?? []
    const answer =
      kind === 'all'
        ? Array.from({ length: PROMPTS }, (_, i) => template(environment, i))
        : template(environment, Number(number))
    const body = JSON.stringify(answer)
    const etag = `"${hash('sha256', body)}"`
    const isKnown = request.headers['if-none-match'] === etag
    response.writeHead(isKnown ? 304 : 200, { etag }).end(isKnown ? undefined : body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const root = await mkdtemp(join(tmpdir(), 'understudy-many-'))
  // A second time when there is nothing new.
  for (let run = 0; run < 2; run++) {
    requests = 0
    const args = ['--conditions=@understudy/source', here, root, url, way]
    await once(spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }), 'exit')
    process.stdout.write(`, ${requests} requests\n`)
  }
  server.close()
  await rm(root, { recursive: true, force: true })
}

if (process.argv[1] === here) {
  const [, , root, url, way] = process.argv
  if (root !== undefined && url !== undefined && way !== undefined) await pullOnce(root, url, way)
  else {
    await measure('one answer an environment')
    await measure('one answer a template')
  }
}
