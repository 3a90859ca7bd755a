import { expect, test } from 'vitest'
import { promptFiles, tempProject } from '../testing/temp-project.ts'
import { createProject } from './project.ts'

test('shows the prompts by the configuration, and writes nothing', async () => {
  await using project = await tempProject({
    ...promptFiles('rag-qa', 'Answer.'),
    'prompts/_partials/tone.mustache': 'Be kind.',
    'prompts/hello/prod.yaml':
      'provider: openai\nmodel: m\nmessages:\n  - { role: user, content: "{{> tone}} {{name}}" }\n',
    'understudy.config.mjs': "export default { chains: { 'rag-qa': ['fallback', 'prod'] } }",
  })
  const { prompts, errors, warnings } = await createProject({ root: project.root }).inspect()
  expect(errors).toEqual([])
  expect(warnings).toMatchObject([{ prompt: 'hello', code: 'missing_fallback' }])
  expect(prompts).toMatchObject([
    { name: 'hello', candidates: [{ request: { messages: [{ content: 'Be kind. ‹name›' }] } }] },
    { name: 'rag-qa', candidates: [{ environment: 'fallback' }, { environment: 'prod' }] },
  ])
  expect(await project.list('.understudy')).toEqual([])
})

test('follows an edit and a new configuration', async () => {
  await using project = await tempProject(promptFiles('rag-qa', 'First.'))
  const { inspect } = createProject({ root: project.root })
  const first = await inspect({ prompt: 'rag-qa', environment: 'prod' })
  expect(first.prompts[0]?.candidates[0]?.request).toMatchObject({ messages: [{ content: 'First.' }, {}] })
  await project.write({
    ...promptFiles('rag-qa', 'Second.'),
    'understudy.config.mjs': "export default { environments: ['prod'] }",
  })
  const { prompts } = await inspect({ prompt: 'rag-qa' })
  expect(prompts[0]?.candidates).toMatchObject([{ request: { messages: [{ content: 'Second.' }, {}] } }])
})

test.each([
  ['a configuration that is wrong', { 'understudy.config.mjs': 'export default { chain: [] }' }, 'config'],
  ['a folder that is not there', {}, 'source'],
])('%s is an error, not a rejection', async (_, files, code) => {
  await using project = await tempProject(files)
  expect(await createProject({ root: project.root }).inspect()).toMatchObject({
    prompts: [],
    errors: [{ code }],
  })
})
