import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import chromium from '@sparticuz/chromium'
import { Miniflare } from 'miniflare'
import { chromium as playwright } from 'playwright-core'
import { createServer } from 'vite'
import type { Providers, Transport } from './stories.ts'

/** Runs the bundled stories in some JavaScript runtime, and returns what they tell. */
export type Runner = (bundle: string, places: Providers, transport: Transport) => Promise<unknown>

const bin = (name: string): string => join(import.meta.dirname, '../../node_modules/.bin', name)

/** A runtime with a command line: the bundle is a file beside a program that prints what it tells. */
function onCommandLine(command: string, flagsOf: (transport: Transport) => string[]): Runner {
  return async (bundle, places, transport) => {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-e2e-'))
    try {
      const main = join(folder, 'main.mjs')
      await writeFile(join(folder, 'stories.mjs'), bundle)
      await writeFile(
        main,
        `import { tellStories } from './stories.mjs'
console.log(JSON.stringify(await tellStories(${JSON.stringify(places)}, ${JSON.stringify(transport)})))`,
      )
      const { stdout } = await promisify(execFile)(command, [...flagsOf(transport), main])
      return JSON.parse(stdout)
    } finally {
      await rm(folder, { recursive: true })
    }
  }
}

/** Cloudflare's runtime. */
const workerd: Runner = async (bundle, places, transport) => {
  const worker = `import { tellStories } from './stories.mjs'
export default {
  async fetch(request) {
    const { places, transport } = await request.json()
    return Response.json(await tellStories(places, transport))
  },
}`
  const miniflare = new Miniflare({
    compatibilityDate: '2026-07-01',
    modules: [
      { type: 'ESModule', path: 'main.mjs', contents: worker },
      { type: 'ESModule', path: 'stories.mjs', contents: bundle },
    ],
  })
  try {
    const body = JSON.stringify({ places, transport })
    const response = await miniflare.dispatchFetch('http://localhost/', { method: 'POST', body })
    if (!response.ok) throw new Error(await response.text())
    return await response.json()
  } finally {
    await miniflare.dispose()
  }
}

/** Without a sandbox of its own, a process of its own for graphics, or requests of its own. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
]

/** Chromium. The page's own server hands its requests on to the providers, so that they are of one origin. */
const browser: Runner = async (bundle, places, transport) => {
  const files: Record<string, [type: string, text: string]> = {
    '/': ['text/html', '<!doctype html><title>Stories</title>'],
    '/stories.mjs': ['text/javascript', bundle],
  }
  // A proxy would answer in the place of one that refuses.
  const { refused, ...running } = places
  const server = await createServer({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    server: {
      host: '127.0.0.1',
      port: 0,
      proxy: Object.fromEntries(
        Object.entries(running).map(([name, url]) => [
          `/${name}/`,
          { target: new URL(url).origin, rewrite: (path: string) => path.slice(name.length + 1) },
        ]),
      ),
    },
    plugins: [
      {
        name: 'files',
        configureServer({ middlewares }) {
          middlewares.use(({ url = '' }, response, next) => {
            const file = files[url]
            if (file) response.setHeader('content-type', file[0]).end(file[1])
            else next()
          })
        },
      },
    ],
  })
  await server.listen()
  const origin = server.resolvedUrls?.local[0] ?? ''
  const chrome = await playwright.launch({ executablePath: await chromium.executablePath(), args: FLAGS })
  try {
    const page = await chrome.newPage()
    await page.goto(origin)
    const proxied = Object.entries(running).map(([name, url]) => [
      name,
      new URL(`${name}${new URL(url).pathname}`, origin).href,
    ])
    const args = JSON.stringify([{ ...Object.fromEntries(proxied), refused }, transport])
    return await page.evaluate(
      `import('/stories.mjs').then(async ({ tellStories }) => JSON.parse(JSON.stringify(await tellStories(...${args}))))`,
    )
  } finally {
    await chrome.close()
    await server.close()
  }
}

/** What runs the stories, by name. */
export const runners: { readonly [name: string]: Runner } = {
  Node: onCommandLine(process.execPath, () => ['--disallow-code-generation-from-strings']),
  // Without an SDK it may reach the network and nothing else: the SDKs look into the environment.
  Deno: onCommandLine(bin('deno'), (transport) => [
    ...['run', '--quiet', '--no-prompt', '--allow-net=127.0.0.1'],
    ...(transport === 'sdk' ? ['--allow-env'] : []),
  ]),
  Bun: onCommandLine(bin('bun'), () => ['run']),
  workerd,
  Chromium: browser,
}
