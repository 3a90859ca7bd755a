import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createFixture, type Fixture } from '../../packages/unplugin/src/testing/fixture.ts'

const run = promisify(execFile)
const e2e = join(import.meta.dirname, '..')
const next = join(e2e, 'node_modules/next/dist/bin/next')
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' as const }

const APP = {
  'app/layout.jsx': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>',
  'app/page.jsx': `import { ragQa } from '#prompts/rag-qa'
export default () => <p>{ragQa.candidates.prod.request({ question: 'Why?' }).messages[0].content}</p>`,
  'app/node/route.js': `import { ragQa } from '#prompts/rag-qa'
export const dynamic = 'force-dynamic'
export const GET = () => Response.json(ragQa.candidates.fallback.request({ question: 'Why?' }))`,
}

/** A route of the edge runtime, which Next 16.4 builds with Turbopack only, with prompts or without. */
const EDGE = {
  'app/edge/route.js': `import { ragQa } from '#prompts'
export const runtime = 'edge'
export const GET = () => Response.json(ragQa.candidates.fallback.request({ question: 'Why?' }))`,
}

/** A Next app inside this folder, from where it finds Next and React. */
const createApp = (files: Record<string, string>): Promise<Fixture> =>
  createFixture('First words.', { ...APP, ...files }, { base: join(e2e, '.tmp') })

/** Starts a built app, and returns what it answers at each path. */
async function answers(fixture: Fixture, paths: string[]): Promise<string[]> {
  const server = spawn(process.execPath, [next, 'start', '--port', '0', '--hostname', '127.0.0.1'], {
    cwd: fixture.root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    for await (const line of createInterface(server.stdout)) {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
      if (!address) continue
      return await Promise.all(paths.map(async (path) => (await fetch(address + path)).text()))
    }
    throw new Error('Next did not start.')
  } finally {
    server.kill()
    await once(server, 'exit')
  }
}

const CONFIG = `turbopack: { root: ${JSON.stringify(join(e2e, '..'))} },
  outputFileTracingRoot: ${JSON.stringify(join(e2e, '..'))}`

/** What `understudy init` writes for Next. */
const target = (file: string) => ({
  workerd: `./.understudy/${file}`,
  'edge-light': `./.understudy/${file}`,
  browser: null,
  default: `./.understudy/${file}`,
})
const IMPORTS = { '#prompts': target('index.js'), '#prompts/*': target('*.js') }

const cli = join(e2e, '../packages/cli/src/bin.ts')
const generate = (fixture: Fixture) =>
  run(process.execPath, ['--conditions=@understudy/source', cli, 'generate', '--root', fixture.root])

test("Turbopack builds an app through package.json's imports", async () => {
  await using fixture = await createApp({
    ...EDGE,
    'package.json': JSON.stringify({ type: 'module', imports: IMPORTS }),
    'next.config.js': `export default { ${CONFIG} }`,
  })
  await generate(fixture)
  await run(process.execPath, [next, 'build', '--turbopack'], { cwd: fixture.root, env })
  const [page, node, edge] = await answers(fixture, ['/', '/node', '/edge'])
  expect(page).toContain('First words.')
  expect(JSON.parse(node ?? '').system).toBe('Fallback: First words.')
  expect(edge).toBe(node)
})

test('Turbopack does not build a prompt into the browser, unless package.json permits it', async () => {
  const files = {
    'app/page.jsx': "import Ask from './ask.jsx'\nexport default () => <Ask />",
    'app/ask.jsx': `'use client'
import { words } from './words.js'
export default () => <p>{words}</p>`,
    'app/words.js': `import { ragQa } from '#prompts/rag-qa'
export const words = ragQa.candidates.prod.request({ question: 'Why?' }).messages[0].content`,
    'next.config.js': `export default { ${CONFIG} }`,
  }
  await using fixture = await createApp({
    ...files,
    'package.json': JSON.stringify({ type: 'module', imports: IMPORTS }),
  })
  await generate(fixture)
  const build = () => run(process.execPath, [next, 'build', '--turbopack'], { cwd: fixture.root, env })
  const failure: { stderr?: string } = await build().then(
    () => ({ stderr: 'none' }),
    (error: { stderr: string }) => error,
  )
  expect(failure.stderr).toContain("Can't resolve '#prompts/rag-qa'")
  expect(failure.stderr).toMatch(/app\/words\.js \[Client Component Browser\]\s+\S+app\/ask\.jsx/)

  await fixture.write({
    'package.json': JSON.stringify({
      type: 'module',
      imports: { '#prompts/rag-qa': './.understudy/rag-qa.js', ...IMPORTS },
    }),
  })
  await build()
  const [page] = await answers(fixture, ['/'])
  expect(page).toContain('First words.')
})

test('webpack builds an app through the plugin', async () => {
  await using fixture = await createApp({
    'next.config.js': `import understudy from '@understudy/unplugin/webpack'
export default {
  ${CONFIG},
  webpack(config) {
    config.plugins.push(understudy())
    return config
  },
}`,
  })
  await run(process.execPath, [next, 'build', '--webpack'], { cwd: fixture.root, env })
  const [page, node] = await answers(fixture, ['/', '/node'])
  expect(page).toContain('First words.')
  expect(JSON.parse(node ?? '').system).toBe('Fallback: First words.')
})
