/**
 * Pulls 5,000 templates from registries on this machine, each time in a process of its own: from Freeplay, which has an
 * answer for each environment, and from Langfuse, which has one for each template. Prints time, memory and requests, and
 * ends with code 1 if something is over its budget. A machine that is busy with other things is slower. Run by `pnpm many`.
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
import { freeplay, langfuse } from '../packages/sources/src/config.ts'
import { createProject } from '../packages/sources/src/index.ts'
import {
  accountTemplate,
  type FreeplayAccount,
  freeplayAnswer,
} from '../packages/sources/src/testing/freeplay-account.ts'
import {
  type LangfuseVersion,
  langfuseAnswer,
} from '../packages/sources/src/testing/registries/langfuse-answer.ts'

const PROMPTS = 2_500
const ENVIRONMENTS = ['prod', 'fallback']
/** In seconds and megabytes. */
const BUDGET = { seconds: 10, megabytes: 300 }

const SOURCES = {
  freeplay: (url: string) => freeplay({ project: 'many', baseUrl: `${url}/api` }),
  langfuse: (url: string) => langfuse({ baseUrl: url }),
} as const
type Registry = keyof typeof SOURCES

/** What a pull took. */
interface Figures {
  seconds: number
  /** Of a processor. */
  cost: number
  /** At most, of the whole process. */
  megabytes: number
  added: number
  unchanged: number
  errors: string[]
}

const text = 'You answer from the passages only, and say so when they do not hold the answer. '.repeat(20)
const names = Array.from({ length: PROMPTS }, (_, i) => `group-${i % 25}/p${i}`)
const messagesOf = (name: string) => [
  { role: 'system', content: `${text}\n${name}` },
  { role: 'user', content: '{{#passages}}<passage>{{text}}</passage>{{/passages}}\n{{question}}' },
]

function answers(registry: Registry): (url: URL) => unknown {
  if (registry === 'freeplay') {
    const templates = names.map((name) => accountTemplate(name, { content: messagesOf(name) }))
    const environments = Object.fromEntries(ENVIRONMENTS.map((name) => [name, templates]))
    const account: FreeplayAccount = { many: { name: 'Many', environments } }
    return (url) => freeplayAnswer(account, url)
  }
  const config = { model: 'gpt-5.4-mini', temperature: 0 }
  const versions = names.map((name): LangfuseVersion => {
    return { ...{ name, version: 1, type: 'chat', config }, prompt: messagesOf(name), labels: ENVIRONMENTS }
  })
  const byName = new Map(versions.map((version) => [version.name, version]))
  return (url) => {
    const one = byName.get(decodeURIComponent(url.pathname.replace('/api/public/v2/prompts/', '')))
    return langfuseAnswer(one ? [one] : versions, url)
  }
}

/** The child: pulls once, and prints what it took. */
async function pullOnce(root: string, registry: Registry, url: string): Promise<void> {
  const started = performance.now()
  const project = createProject({
    root,
    config: { source: SOURCES[registry](url), environments: ENVIRONMENTS },
  })
  const { added, unchanged, errors } = await project.pull()
  const { user, system } = process.cpuUsage()
  const figures: Figures = {
    seconds: (performance.now() - started) / 1000,
    cost: (user + system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 1024,
    added: added.length,
    unchanged,
    errors: errors.map(({ message }) => message),
  }
  process.stdout.write(JSON.stringify(figures))
}

async function pullInChild(root: string, registry: Registry, url: string): Promise<Figures> {
  const keys = { FREEPLAY_API_KEY: 'f', LANGFUSE_PUBLIC_KEY: 'p', LANGFUSE_SECRET_KEY: 's' }
  const args = ['--conditions=@understudy/source', here, root, registry, url]
  const env = { PATH: process.env.PATH, ...keys }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk
  })
  await once(child, 'close')
  return JSON.parse(printed)
}

/** Pulls twice, the second time when there is nothing new; returns what is over its budget. */
async function measure(registry: Registry, fewest: number): Promise<string[]> {
  const answer = answers(registry)
  let requests = 0
  const server = createServer((request, response) => {
    requests++
    const body = JSON.stringify(answer(new URL(request.url ?? '', 'http://localhost')))
    const etag = `"${hash('sha256', body)}"`
    const isKnown = request.headers['if-none-match'] === etag
    response.writeHead(isKnown ? 304 : 200, { etag }).end(isKnown ? undefined : body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const root = await mkdtemp(join(tmpdir(), 'understudy-many-'))
  const over: string[] = []
  try {
    for (const run of ['first', 'again']) {
      requests = 0
      const { seconds, cost, megabytes, added, unchanged, errors } = await pullInChild(root, registry, url)
      const what = `${registry}, ${run}`
      const figures = `${seconds.toFixed(1)} s, ${cost.toFixed(1)} s of a processor, ${Math.round(megabytes)} MB`
      process.stdout.write(`${what}: ${figures}, ${requests} requests\n`)
      const count = run === 'first' ? added : unchanged
      if (errors.length > 0 || count !== PROMPTS * ENVIRONMENTS.length)
        over.push(`${what}: ${count} ${errors[0]}`)
      if (seconds > BUDGET.seconds) over.push(`${what}: more than ${BUDGET.seconds} s`)
      if (megabytes > BUDGET.megabytes) over.push(`${what}: more than ${BUDGET.megabytes} MB`)
      if (requests > fewest) over.push(`${what}: more than ${fewest} requests`)
    }
  } finally {
    server.close()
    await rm(root, { recursive: true, force: true })
  }
  return over
}

const here = fileURLToPath(import.meta.url)
const [, , root, registry, url] = process.argv
if (root !== undefined && url !== undefined) {
  await pullOnce(root, registry === 'langfuse' ? 'langfuse' : 'freeplay', url)
} else {
  // Langfuse lists a hundred names in an answer, and has a request for each.
  const over = [
    ...(await measure('freeplay', ENVIRONMENTS.length)),
    ...(await measure('langfuse', ENVIRONMENTS.length * (PROMPTS + PROMPTS / 100))),
  ]
  for (const line of over) process.stderr.write(`over budget: ${line}\n`)
  process.exitCode = over.length > 0 ? 1 : 0
}
