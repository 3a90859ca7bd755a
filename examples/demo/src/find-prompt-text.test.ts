import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findPromptText } from './find-prompt-text.ts'

const template = `provider: openai
messages:
  - role: system
    content: |
      You answer questions from passages only.
      Write "I could not find this" if they do not hold it.
  - role: user
    content: "{{question}}"
`

test('counts the pieces of the prompts that the files hold', async () => {
  const prompts = await folderOf({
    'prod.yaml': template,
    'dataset.jsonl': '{"messages": "of no interest here"}',
  })
  const js = 'const a="You answer questions from passages only.\\nWrite \\"I could not find this\\" if"'
  const built = await folderOf({ 'a.js': js, 'b.css': 'body {}' })
  expect(await findPromptText(prompts, built)).toEqual({
    files: 2,
    bytes: js.length + 7,
    pieces: 3,
    found: 2,
  })
})

test('finds nothing where nothing is', async () => {
  const prompts = await folderOf({ 'prod.yaml': template })
  const built = await folderOf({ 'a.js': 'fetch("/api/ask")' })
  expect(await findPromptText(prompts, built)).toMatchObject({ pieces: 3, found: 0 })
})

async function folderOf(files: Record<string, string>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'understudy-demo-'))
  onTestFinished(() => rm(path, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text)
  return path
}
