import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject } from '../testing/run-cli.ts'
import { detectProject } from './detect-project.ts'

test.each([
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
])('%s means %s', async (lockfile, packageManager) => {
  await using project = await cliProject({ [lockfile]: '' })
  expect(detectProject(project.root, {}, { npm_config_user_agent: 'npm/11.0.0 node/v24' })).toMatchObject({
    packageManager,
  })
})

test('the lockfile of the workspace above counts, up to the repository', async () => {
  await using project = await cliProject({ 'repo/yarn.lock': '', 'pnpm-lock.yaml': '' })
  const folder = join(project.root, 'repo/apps/web')
  await mkdir(folder, { recursive: true })
  expect(detectProject(folder, {}, {})).toMatchObject({ packageManager: 'yarn' })
  await mkdir(join(project.root, 'repo/apps/.git'))
  expect(detectProject(folder, {}, { npm_config_user_agent: 'bun/1.3.0' })).toMatchObject({
    packageManager: 'bun',
  })
})

test('the field packageManager counts most', async () => {
  await using project = await cliProject({ 'yarn.lock': '', '.git/x': '' })
  expect(detectProject(project.root, { packageManager: 'pnpm@12.21.0+sha512.x' }, {})).toMatchObject({
    packageManager: 'pnpm',
  })
  expect(detectProject(project.root, { packageManager: 7 }, {})).toMatchObject({ packageManager: 'yarn' })
})

test('with nothing to go by it is npm, without bundler and types', async () => {
  await using project = await cliProject({ '.git/x': '' })
  expect(detectProject(project.root, {}, {})).toEqual({
    packageManager: 'npm',
    bundler: undefined,
    typescript: false,
    esm: false,
    dependencies: new Set(),
  })
})

test.each([
  [{ devDependencies: { vite: '8' } }, {}, 'vite'],
  [{ devDependencies: { esbuild: '0', vite: '8' } }, {}, 'vite'],
  [{ dependencies: { esbuild: '0' } }, {}, 'esbuild'],
  [{}, { 'vite.config.mts': '' }, 'vite'],
  [{}, { 'esbuild.config.mjs': '' }, 'esbuild'],
  [{ devDependencies: { webpack: '5' } }, {}, 'webpack'],
  [{ devDependencies: { '@rspack/core': '2' } }, {}, 'rspack'],
  [{ devDependencies: { '@farmfe/core': '1' } }, {}, 'farm'],
  [{}, { 'rollup.config.js': '' }, 'rollup'],
  [{ devDependencies: { rolldown: '1', esbuild: '0' } }, {}, 'rolldown'],
  [{ devDependencies: { parcel: '2' } }, {}, undefined],
])('%j with %j means %s', async (json, files, bundler) => {
  await using project = await cliProject(files)
  expect(detectProject(project.root, json, {}).bundler).toBe(bundler)
})

test('a tsconfig.json means TypeScript', async () => {
  await using project = await cliProject({ 'tsconfig.json': '{}' })
  expect(detectProject(project.root, { type: 'module' }, {})).toMatchObject({ typescript: true, esm: true })
})
