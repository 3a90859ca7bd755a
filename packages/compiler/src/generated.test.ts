import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { compileProject } from './compile-project.ts'
import { templateSchema } from './template/template-schema.ts'

const fixture = (file: string): URL => new URL(`../fixtures/rag-qa/${file}`, import.meta.url)
const templates = ['prod', 'fallback'].map((environment) => ({
  prompt: 'rag-qa',
  environment,
  file: `prompts/rag-qa/${environment}.yaml`,
  text: readFileSync(fixture(`${environment}.yaml`), 'utf8'),
}))

// The files beside the fixture are what a user gets. They are reviewed as such, and the type tests import them.
describe('generated files', () => {
  const { files } = compileProject(templates)
  test.each([...files])('%s', async (name, text) => {
    await expect(text).toMatchFileSnapshot(fixture(`generated/${name}`).pathname)
  })

  test('the same input gives the same bytes', () => {
    expect(compileProject([...templates].reverse()).files).toEqual(files)
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
