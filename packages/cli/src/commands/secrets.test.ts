import { expect, test } from 'vitest'
import { cliProject, promptFiles } from '../testing/run-cli.ts'

const BODY = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'
const KEY = ['gh', 'p_', BODY].join('')

test('a key in a template ends `generate` with 1, and is not printed', async () => {
  await using project = await cliProject(promptFiles('rag-qa', `Use ${KEY}.`))
  const { code, stderr } = await project.understudy('generate')
  expect(code).toBe(1)
  expect(stderr).toContain(
    'prompts/rag-qa/prod.yaml:5:19: rag-qa (prod): this looks like a secret (github): `ghp_…`',
  )
  expect(stderr).not.toContain(BODY.slice(0, 8))
  const json = await project.understudy('generate', '--json')
  expect(JSON.parse(json.stdout).errors).toMatchObject([{ code: 'secret', line: 5, column: 19 }])
  expect(json.stdout).not.toContain(BODY.slice(0, 8))
})

test('the frame of another error in the config hides it too', async () => {
  await using project = await cliProject({
    ...promptFiles('rag-qa'),
    'understudy.config.mjs': `const token = '${KEY}'\nthrow new Error(String(token.length))`,
  })
  const { code, stderr } = await project.spawnUnderstudy('generate')
  expect(code).toBe(1)
  expect(stderr).toContain("const token = 'ghp_•••")
  expect(stderr).not.toContain(BODY.slice(0, 8))
})
