import { expect, test } from 'vitest'
import { openaiTemplate, tempProject } from '../testing/temp-project.ts'
import { createProject } from './project.ts'

const KEY = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('')
const config = (allowed: string): string =>
  `export default { environments: ['prod'], allowSecrets: [${allowed}] }`

test('what was permitted once and is no more is an error, though nothing else has changed', async () => {
  await using project = await tempProject({
    'prompts/rag-qa/prod.yaml': openaiTemplate(`Use ${KEY}.`),
    'understudy.config.mjs': config(''),
  })
  const generate = () => createProject({ root: project.root }).generate()
  const refused = await generate()
  expect(refused.errors).toMatchObject([{ code: 'secret', line: 5 }])
  expect(refused.written).toEqual([])

  const fingerprint = /allowSecrets: \[('[0-9a-f]{8}')\]/.exec(String(refused.errors[0]))?.[1] ?? ''
  await project.write({ 'understudy.config.mjs': config(fingerprint) })
  const permitted = await generate()
  expect(permitted.errors).toEqual([])
  expect(permitted.written).toContain('rag-qa.js')

  await project.write({ 'understudy.config.mjs': config('') })
  expect((await generate()).errors).toMatchObject([{ code: 'secret' }])
})
