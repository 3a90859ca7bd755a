import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { compileProject } from './compile-project.ts'
import { templateSchema } from './template/template-schema.ts'

const fixtures = {
  'rag-qa': ['prod', 'fallback'],
  triage: ['prod', 'fallback'],
  assistant: ['chat', 'responses', 'anthropic', 'google', 'bedrock'],
}

// The files beside the fixtures are what a user gets. They are reviewed as such, and the type tests import them.
describe.each(Object.entries(fixtures))('the generated files of %s', (prompt, environments) => {
  const folder = new URL(`../fixtures/${prompt}/`, import.meta.url)
  const templates = environments.map((environment) => ({
    prompt,
    environment,
    file: `prompts/${prompt}/${environment}.yaml`,
    text: readFileSync(new URL(`${environment}.yaml`, folder), 'utf8'),
  }))
  const { files, errors } = compileProject(templates, { environments })

  test('there are no errors', () => {
    expect(errors.map((error) => error.message)).toEqual([])
  })

  test.each([...files])('%s', async (name, text) => {
    await expect(text).toMatchFileSnapshot(new URL(`generated/${name}`, folder).pathname)
  })

  test('the same input gives the same bytes', () => {
    expect(compileProject([...templates].reverse(), { environments }).files).toEqual(files)
  })
})

test('the published JSON Schema is the schema that is checked', async () => {
  const schema = {
    $id: 'https://understudy.dev/schema/template.schema.json',
    ...z.toJSONSchema(templateSchema, { io: 'input' }),
  }
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    new URL('../schema/template.schema.json', import.meta.url).pathname,
  )
})
