import { expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { loadConfig } from './load-config.ts'

const mode = 'production'

test.each(['ts', 'mts', 'js', 'mjs'])('reads understudy.config.%s', async (extension) => {
  await using project = await tempProject({
    'package.json': '{ "type": "module" }',
    [`understudy.config.${extension}`]: 'export default { output: "generated" }',
  })
  expect((await loadConfig(project.root, { mode })).output).toBe('generated')
})

test('no file means the defaults', async () => {
  await using project = await tempProject()
  expect((await loadConfig(project.root, { mode })).output).toBe('.understudy')
})

test('reads the file anew each time', async () => {
  await using project = await tempProject({ 'understudy.config.mjs': 'export default { output: "one" }' })
  expect((await loadConfig(project.root, { mode })).output).toBe('one')
  await project.write({ 'understudy.config.mjs': 'export default { output: "two" }' })
  expect((await loadConfig(project.root, { mode })).output).toBe('two')
})

test('asks for a default export', async () => {
  await using project = await tempProject({ 'understudy.config.mjs': 'export const config = {}' })
  await expect(loadConfig(project.root, { mode })).rejects.toMatchObject({
    code: 'config',
    file: 'understudy.config.mjs',
    summary: 'has no default export',
  })
})

test('a file that throws is a build error', async () => {
  await using project = await tempProject({
    'understudy.config.mjs': 'export default {}\nthrow new Error("oh no")',
  })
  await expect(loadConfig(project.root, { mode })).rejects.toMatchObject({
    name: 'BuildError',
    code: 'config',
    file: 'understudy.config.mjs',
    summary: 'threw: oh no',
  })
})

test('names the file of a wrong key', async () => {
  await using project = await tempProject({ 'understudy.config.mjs': 'export default { chain: [] }' })
  await expect(loadConfig(project.root, { mode })).rejects.toMatchObject({
    file: 'understudy.config.mjs',
    summary: 'unknown key `chain`',
  })
})

test('a key in the file is an error without its value, unless it is permitted', async () => {
  const body = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'
  const key = ['gh', 'p_', body].join('')
  await using project = await tempProject({
    'understudy.config.mjs': `const token = '${key}'\nexport default { output: 'generated' }`,
  })
  const failure: unknown = await loadConfig(project.root, { mode }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'secret', file: 'understudy.config.mjs', line: 1, column: 16 })
  expect(`${JSON.stringify(failure)}${failure}`).not.toContain(body)
  const permitted = /allowSecrets: \['([0-9a-f]{8})'\]/.exec(String(failure))?.[1]
  await project.write({
    'understudy.config.mjs': `const token = '${key}'\nexport default { output: 'generated', allowSecrets: ['${permitted}'] }`,
  })
  expect((await loadConfig(project.root, { mode })).output).toBe('generated')
})
