import { inspectProject, type JsonObject } from '@understudy/compiler'
import { Dotprompt } from 'dotprompt'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { tempProject } from '../../testing/temp-project.ts'
import { dotprompt } from './dotprompt.ts'

const head = '---\nmodel: openai/gpt-5\n---\n'

/** What the prompts of a folder send, and what is wrong with them. */
async function inspected(files: Record<string, string>, variables: JsonObject = {}) {
  await using project = await tempProject(files)
  const { templates } = await dotprompt().read({ root: project.root, environments: ['prod', 'fallback'] })
  return await inspectProject(templates, { variables })
}

const chat = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) })

async function messagesOf(text: string, variables: JsonObject) {
  const { prompts, errors } = await inspected({ 'prompts/p.prompt': text }, variables)
  if (errors[0]) throw errors[0]
  const [candidate] = prompts[0]?.candidates ?? []
  expect(candidate?.problem).toBeUndefined()
  return chat.parse(candidate?.request).messages
}

const roles: Readonly<Record<string, string>> = { model: 'assistant', system: 'system', user: 'user' }

async function rendered(text: string, input: JsonObject) {
  const { messages } = await new Dotprompt().render(text, { input })
  return messages.map(({ role, content }) => ({
    role: roles[role],
    content: content.map((part) => ('text' in part ? part.text : '')).join(''),
  }))
}

test('reads the model, the parameters and the schemas', async () => {
  await using project = await tempProject({
    'prompts/support/answer.prompt': `---
model: googleai/gemini-3-pro
config:
  temperature: 0.2
  maxOutputTokens: 300
input:
  schema:
    question: string, what is asked
output:
  format: json
  schema:
    answer: string
---
{{role "system"}}
Answer.
{{history}}
{{role "user"}}{{question}} {{media url=photo}}
`,
    'prompts/support/answer.fallback.prompt': '---\nmodel: anthropic/claude-haiku-4-5\n---\n{{question}}',
    'prompts/_shared.prompt': 'no prompt',
    'prompts/notes.txt': 'no prompt',
  })
  const { templates } = await dotprompt('prompts').read({
    root: project.root,
    environments: ['prod', 'fallback'],
  })
  expect(templates.map(({ prompt, environment, file }) => [prompt, environment, file])).toEqual([
    ['support/answer', 'fallback', 'prompts/support/answer.fallback.prompt'],
    ['support/answer', 'prod', 'prompts/support/answer.prompt'],
  ])
  expect(templates[1]?.text).toMatchInlineSnapshot(`
    "provider: google
    api: google.generateContent
    model: gemini-3-pro
    parameters:
      temperature: 0.2
      max_tokens: 300
    messages:
      - role: system
        content: |

          Answer.
      - history
      - role: user
        content: '{{question}} '
        media:
          - name: photo
            type: image
    output:
      type: object
      properties:
        answer:
          type: string
      required:
        - answer
      additionalProperties: false
    inputs:
      type: object
      properties:
        question:
          type: string
          description: what is asked
      required:
        - question
      additionalProperties: false
    "
  `)
})

test.each([
  `${head}Hello {{name}}`,
  `${head}{{role "system"}}\nBe {{mood}}.\n{{role "user"}}\n{{#each items}}\n- {{this.id}}\n{{/each}}\n`,
  `${head}{{#if mood}}\nyes\n{{else}}\nno\n{{/if}}\n{{~! nothing }} end`,
  `${head}{{role "user"}}a{{role "model"}}b{{role "user"}}{{name}}`,
])('%j sends what dotprompt renders', async (text) => {
  const values = { name: 'Ann {{mood}} $&', mood: '', items: [{ id: 1 }, { id: 2 }] }
  expect(await messagesOf(text, values)).toEqual(await rendered(text, values))
})

test('random prompts send what dotprompt renders', async () => {
  const text = fc.stringMatching(/^[ \na-z{}<>.]{0,5}$/).filter((part) => !/\{\{|\}\}|^[{}]|[{}]$/.test(part))
  const role = fc.constantFrom('system', 'user', 'model').map((name) => `{{role "${name}"}}`)
  const variable = fc.constantFrom(
    '{{name}}',
    '{{{name}}}',
    '{{#if on}}\nA{{name}}\n{{else}}b{{/if}}',
    '{{#each items}}{{id}},{{/each}}',
  )
  const body = fc
    .array(fc.oneof(text, role, variable), { minLength: 1, maxLength: 8 })
    .map((parts) => `x${parts.join('')}x`)
  const values = { name: 'N', on: true, items: [{ id: 1 }, { id: 2 }] }
  await fc.assert(
    fc.asyncProperty(body, async (template) => {
      expect(await messagesOf(`${head}${template}`, values)).toEqual(
        await rendered(`${head}${template}`, values),
      )
    }),
    { numRuns: 60 },
  )
})

test('puts partials in their places', async () => {
  const { prompts, errors } = await inspected(
    {
      'prompts/p.prompt': `${head}Rules:\n  {{> rules}}\nend {{>tone}}`,
      'prompts/_rules.prompt': 'be {{mood}}\nbe short',
      'prompts/_tone.prompt': '{{>rules}}!',
    },
    { mood: 'kind' },
  )
  expect(errors).toEqual([])
  expect(prompts[0]?.candidates[0]?.request).toMatchObject({
    messages: [{ content: 'Rules:\n  be kind\n  be shortend be kind\nbe short!' }],
  })
})

test.each([
  ['Hello', 'says no model'],
  ['---\nmodel: openai/gpt-5\ntools: [search]\n---\nHello', 'names tools (search)'],
  ['---\nmodel: : :\n---\nHello', 'is no YAML'],
  ['---\nmodel: my-own/thing\n---\nHello', 'the provider `my-own` has no wire format here'],
  [`${head}a\n{{#if x}}{{role "user"}}{{/if}}`, '{{role "user"}} in line 2'],
  [`${head}{{role "tool"}}`, '{{role "tool"}} in line 1'],
  [`${head}a\n\n{{json x}}`, '{{json x}} in line 3'],
  [`${head}{{media url="https://example.com/a.png"}}`, 'in line 1'],
  [`${head}{{> nothing}}`, 'there is no partial of the name "nothing"'],
])('%j is an error that names the file', async (text, part) => {
  const { errors } = await inspected({ 'prompts/p.prompt': text, 'prompts/q.prompt': `${head}Hi` })
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatchObject({
    code: 'source',
    prompt: 'p',
    environment: 'prod',
    file: 'prompts/p.prompt',
  })
  expect(errors[0]?.summary).toContain(part)
})

test('other providers can be named', async () => {
  await using project = await tempProject({ 'prompts/p.prompt': '---\nmodel: mine/big\n---\nHello' })
  const source = dotprompt('prompts', {
    environment: 'live',
    providers: { mine: { provider: 'groq', api: 'openai.chat' } },
  })
  const { templates } = await source.read({ root: project.root, environments: ['live'] })
  expect(templates[0]?.environment).toBe('live')
  expect(templates[0]?.text).toContain('provider: groq')
})
