import { inspect } from 'node:util'
import { build as esbuild } from 'esbuild'
import { build } from 'vite'
import { expect, test } from 'vitest'
import viaEsbuild from './esbuild.ts'
import { createFixture, type Fixture, openaiTemplate } from './testing/fixture.ts'
import viaVite from './vite.ts'

const BODY = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'
const KEY = ['gh', 'p_', BODY].join('')

test.each<[string, (fixture: Fixture) => Promise<unknown>]>([
  [
    'vite',
    ({ root }) =>
      build({ root, configFile: false, logLevel: 'silent', plugins: [viaVite()], build: { ssr: 'main.js' } }),
  ],
  [
    'esbuild',
    ({ root }) =>
      esbuild({
        absWorkingDir: root,
        entryPoints: ['main.js'],
        outfile: 'dist/out.mjs',
        bundle: true,
        platform: 'node',
        logLevel: 'silent',
        plugins: [viaEsbuild()],
      }),
  ],
])('%s: a key in a template fails the build, and is in nothing that it says', async (_, run) => {
  await using fixture = await createFixture()
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate(`Use ${KEY} for it.`) })
  const failure: unknown = await run(fixture).catch((error: unknown) => error)
  const said = `${failure} ${inspect(failure, { depth: 9, showHidden: true, getters: true })}`
  expect(said).toContain('this looks like a secret (github): `ghp_…`')
  expect(said).toContain('ghp_•••')
  expect(said).not.toContain(BODY.slice(0, 8))
  expect(await fixture.list('dist')).toEqual([])
  expect(await fixture.list('.understudy')).toEqual([])
})
