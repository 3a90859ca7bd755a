/**
 * Packs every public package, checks the packages, installs them into an empty npm project outside the
 * workspace, and does there what a newcomer does: init, a prompt, a vite and an esbuild build, and a run that
 * the fallback answers, after a test of that; then a registry, pulls from it, and builds without it. Run by `pnpm packed`.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { answer, closedPort, startProvider } from '@understudy/testkit'
import { assert, run, say } from './packed/shell.ts'
import { tryRegistry } from './packed/try-registry.ts'
import { tryTesting } from './packed/try-testing.ts'

const workspace = fileURLToPath(new URL('..', import.meta.url))
const execute = promisify(execFile)

async function pack(destination: string): Promise<string[]> {
  const tarballs: string[] = []
  for (const name of (await readdir(join(workspace, 'packages'))).sort()) {
    const folder = join(workspace, 'packages', name)
    const manifest: { private?: boolean } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    if (manifest.private) continue
    const before = new Set(await readdir(destination))
    await run(folder, 'pnpm', 'pack', '--pack-destination', destination)
    const file = (await readdir(destination)).find((entry) => !before.has(entry))
    if (!file) throw new Error(`nothing was packed for ${name}`)
    tarballs.push(join(destination, file))
  }
  return tarballs
}

async function check(tarball: string): Promise<void> {
  await run(join(workspace, 'e2e'), 'pnpm', 'exec', 'publint', '--strict', tarball)
  await run(join(workspace, 'e2e'), 'pnpm', 'exec', 'attw', tarball, '--profile', 'esm-only', '--no-emoji')
  const { stdout } = await execute('tar', ['-tzf', tarball])
  const stray = stdout
    .split('\n')
    // The runtime's `testing` is for its users.
    .filter((file) => !(tarball.includes('-runtime-') && file.includes('/testing/')))
    .filter((file) => /\.(test|test-d|bench)\.|\/testing\/|\/fixtures\/|tsbuildinfo/.test(file))
  assert(
    stray.length === 0,
    `${tarball.split('/').at(-1)} is clean (publint, attw) and ships no tests ${stray.slice(0, 3).join(' ')}`,
  )
}

const application = `import Anthropic from '@anthropic-ai/sdk'
import { ragQa } from '#prompts/rag-qa'
import { createClient } from '@understudy/runtime'
import { anthropic } from '@understudy/runtime/anthropic'
import { openai } from '@understudy/runtime/openai'
import OpenAI from 'openai'

const client = createClient({
  providers: { openai: openai(new OpenAI()), anthropic: anthropic(new Anthropic()) },
})
const passages = [{ id: 1, title: 'Japan', text: 'The capital of Japan is Tokyo.' }]
const { text, servedBy, attempts } = await client.run(ragQa, { question: 'What is the capital of Japan?', passages })
process.stdout.write(JSON.stringify({ text, servedBy, attempts }))
`

const esbuildScript = `import { build } from 'esbuild'
import understudy from '@understudy/unplugin/esbuild'
await build({
  entryPoints: ['src/main.ts'], outfile: 'out-esbuild/main.mjs', bundle: true, platform: 'node', format: 'esm',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
  plugins: [understudy()],
})
`

const viteConfig = `import { defineConfig } from 'vite'
import understudy from '@understudy/unplugin/vite'
export default defineConfig({
  plugins: [understudy()],
  build: { ssr: 'src/main.ts', outDir: 'out-vite' },
  ssr: { noExternal: true },
})
`

const tsconfig = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    noEmit: true,
    lib: ['es2023', 'dom'],
    types: ['node'],
    skipLibCheck: false,
  },
  include: ['src', '.understudy'],
}

async function tryAsNewcomer(folder: string, tarballs: readonly string[]): Promise<void> {
  await run(folder, 'npm', 'init', '-y')
  await run(folder, 'npm', 'pkg', 'set', 'type=module')
  const [, catalog = ''] = (await readFile(join(workspace, 'pnpm-workspace.yaml'), 'utf8')).split('catalog:')
  const version = (name: string): string =>
    `${name}@${new RegExp(`"?${name}"?: (\\S+)`).exec(catalog)?.[1] ?? 'latest'}`
  const others = ['vite', 'esbuild', 'openai', '@anthropic-ai/sdk', 'typescript', '@types/node'].map(version)
  await run(folder, 'npm', 'install', '--no-audit', '--no-fund', ...tarballs, ...others)
  assert(true, 'the packed packages install with npm')

  const init = await run(folder, 'npx', 'understudy', 'init')
  assert(init.includes('prompts/rag-qa/prod.yaml'), 'understudy init adds a first prompt')
  const again = await run(folder, 'npx', 'understudy', 'init')
  assert(!again.includes('Added prompts/rag-qa/prod.yaml'), 'a second init changes nothing')

  await mkdir(join(folder, 'src'))
  await writeFile(join(folder, 'src/main.ts'), application)
  await writeFile(join(folder, 'build.mjs'), esbuildScript)
  await writeFile(join(folder, 'vite.config.ts'), viteConfig)
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  await run(folder, 'npx', 'tsc')
  assert(true, 'the application and the generated declarations type-check')
  await writeFile(join(folder, 'src/typo.ts'), application.replace('passages })', 'pasages: passages })'))
  const typo = await run(folder, 'npx', 'tsc').then(
    () => '',
    (error: Error) => error.message,
  )
  assert(/src\/typo\.ts.*'?pasages'?/s.test(typo), "a typo in a variable's name is a type error")
  await rm(join(folder, 'src/typo.ts'))

  await tryTesting(folder)

  await run(folder, 'node', 'build.mjs')
  await run(folder, 'npx', 'vite', 'build')
  await rm(join(folder, 'prompts'), { recursive: true })
  await rm(join(folder, '.understudy'), { recursive: true })

  await using fallback = await startProvider('anthropic.messages', answer('Tokyo [1].'))
  process.env.OPENAI_API_KEY = process.env.ANTHROPIC_API_KEY = 'not-a-key'
  process.env.OPENAI_BASE_URL = `${await closedPort()}/v1`
  process.env.ANTHROPIC_BASE_URL = fallback.url
  const main = (await readdir(join(folder, 'out-vite'))).find((file) => file.startsWith('main'))
  const bundles = { esbuild: 'out-esbuild/main.mjs', vite: `out-vite/${main}` }
  for (const [bundler, file] of Object.entries(bundles)) {
    const output = await run(folder, 'node', '--disallow-code-generation-from-strings', file)
    const { text, servedBy, attempts } = JSON.parse(output)
    assert(
      text === 'Tokyo [1].' && servedBy.environment === 'fallback' && attempts.length === 2,
      `built with ${bundler}, without prompts and generated files, the fallback answers when the primary refuses`,
    )
  }
}

const temporary = await mkdtemp(join(tmpdir(), 'understudy-packed-'))
try {
  const tarballFolder = join(temporary, 'tarballs')
  const project = join(temporary, 'newcomer')
  await mkdir(tarballFolder)
  await mkdir(project)
  const tarballs = await pack(tarballFolder)
  for (const tarball of tarballs) await check(tarball)
  await tryAsNewcomer(project, tarballs)
  await tryRegistry(project, [
    { name: 'esbuild', build: ['node', 'build.mjs'], output: 'out-esbuild' },
    { name: 'vite', build: ['npx', 'vite', 'build'], output: 'out-vite' },
  ])
  say('The packed packages work in an empty npm project.')
} finally {
  await rm(temporary, { recursive: true, force: true })
}
