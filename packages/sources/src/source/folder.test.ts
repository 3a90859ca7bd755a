import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { folder } from './folder.ts'

const environments = ['prod', 'fallback']

test('reads every YAML file of every prompt, in order, and nothing else', async () => {
  await using project = await tempProject({
    'prompts/b/prod.yaml': 'b prod',
    'prompts/a/prod.yml': 'a prod',
    'prompts/a/fallback.yaml': 'a fallback',
    'prompts/a/staging.yaml': 'a staging',
    'prompts/a/dataset.jsonl': '{}',
    'prompts/a/parity.json': '{}',
    'prompts/a/.hidden.yaml': 'no',
    'prompts/a/deeper/prod.yaml': 'no',
    'prompts/_partials/tone.mustache': 'no',
    'prompts/_drafts/prod.yaml': 'no',
    'prompts/.git/prod.yaml': 'no',
    'prompts/readme.yaml': 'no',
    'prompts/__proto__x/notes.txt': 'no',
  })
  await mkdir(join(project.root, 'prompts/empty'))
  expect(await folder('prompts').read({ root: project.root, environments })).toEqual([
    { prompt: 'a', environment: 'fallback', file: 'prompts/a/fallback.yaml', text: 'a fallback' },
    { prompt: 'a', environment: 'prod', file: 'prompts/a/prod.yml', text: 'a prod' },
    { prompt: 'a', environment: 'staging', file: 'prompts/a/staging.yaml', text: 'a staging' },
    { prompt: 'b', environment: 'prod', file: 'prompts/b/prod.yaml', text: 'b prod' },
  ])
})

test('follows a linked folder', async () => {
  await using project = await tempProject({ 'elsewhere/prod.yaml': 'linked' })
  await mkdir(join(project.root, 'prompts'))
  await symlink(join(project.root, 'elsewhere'), join(project.root, 'prompts/qa'))
  expect(await folder().read({ root: project.root, environments })).toMatchObject([
    { prompt: 'qa', text: 'linked' },
  ])
})

test('says how to make a folder that is not there', async () => {
  await using project = await tempProject()
  await expect(folder('my/prompts/').read({ root: project.root, environments })).rejects.toMatchObject({
    name: 'BuildError',
    code: 'source',
    file: 'my/prompts',
    hint: expect.stringContaining('understudy init'),
  })
})

test('a file in the place of the folder is an error too', async () => {
  await using project = await tempProject({ prompts: 'a file' })
  await expect(folder().read({ root: project.root, environments })).rejects.toMatchObject({ code: 'source' })
})

test('refuses two files for one environment, by name', async () => {
  await using project = await tempProject({ 'prompts/qa/prod.yaml': '1', 'prompts/qa/prod.yml': '2' })
  await expect(folder().read({ root: project.root, environments })).rejects.toMatchObject({
    code: 'source',
    prompt: 'qa',
    environment: 'prod',
    file: 'prompts/qa/prod.yml',
    summary: expect.stringContaining('prod.yaml and prod.yml'),
  })
})

test('names its folder for watchers', () => {
  expect(folder('my-prompts').watch).toEqual(['my-prompts'])
})
