/** Where a request differs from what the official SDK makes of the same template, on purpose: docs/registries.md. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AccountTemplate, accountTemplate } from '../../testing/freeplay-account.ts'
import { freeplayRequest } from '../../testing/freeplay-request.ts'
import { type SdkInputs, sdkRequest } from '../../testing/freeplay-sdk.ts'

const ANTHROPIC = {
  flavor: 'anthropic_chat',
  provider: 'anthropic',
  model: 'claude-haiku-4-5',
  params: { max_tokens: 9 },
}
const noInputs: SdkInputs = { variables: {} }

/** A template of one message of the user. */
const saying = (content: string, more: object = {}): AccountTemplate =>
  accountTemplate('sample', { content: [{ role: 'user', content }], ...more })

/** The text of a request's last message. */
async function textOf(request: Promise<object>): Promise<unknown> {
  const body: { messages?: { content: unknown }[] } = await request
  return body.messages?.at(-1)?.content
}

// The SDK warns of a history that is not given.
beforeEach(() => vi.spyOn(console, 'warn').mockImplementation(() => undefined))
afterEach(() => vi.restoreAllMocks())

test.each<[what: string, content: string, variables: object, theirs: string, ours: string]>([
  [
    'an object in three braces',
    '{{{o}}} {{&l}}',
    { o: { a: 1 }, l: [1, 2] },
    '[object Object] 1,2',
    '{"a":1} [1,2]',
  ],
  ['several tags alone on a line', '{{#a}}{{#b}}\nx\n{{/b}}{{/a}}\n', { a: 1, b: 1 }, 'x\n', '\nx\n\n'],
  ['white space that is no blank around a tag', '\u00a0{{! note }}\nx', {}, 'x', '\u00a0\nx'],
])('%s', async (_, content, variables, theirs, ours) => {
  const inputs = { variables: { ...variables } }
  expect(await textOf(sdkRequest(saying(content), inputs))).toBe(theirs)
  expect(await textOf(freeplayRequest(saying(content), inputs))).toBe(ours)
})

test.each<[what: string, content: string, variables: object, theirs: string]>([
  ['a missing variable', 'a{{x}}b', {}, 'ab'],
  ['a missing section', 'a{{#x}}-{{/x}}b', {}, 'ab'],
  ['the length of a text', '{{x.length}}', { x: 'abc' }, '3'],
  [
    'a name further out, behind a name that is there',
    '{{#i}}{{o.k}}{{/i}}',
    { o: { k: 1 }, i: { o: { j: 2 } } },
    '1',
  ],
])('%s is an error, or empty where the project says so', async (_, content, variables, theirs) => {
  const inputs = { variables: { ...variables } }
  expect(await textOf(sdkRequest(saying(content), inputs))).toBe(theirs)
  await expect(freeplayRequest(saying(content), inputs)).rejects.toMatchObject({
    name: 'MissingVariableError',
  })
  const text = await textOf(freeplayRequest(saying(content), inputs, 'empty'))
  expect(text).toBe(theirs === 'ab' ? 'ab' : '')
})

test('inherited names find nothing', async () => {
  const content = '{{constructor}}{{o.toString}}'
  const inputs = { variables: { o: { a: 1 } } }
  expect(await textOf(sdkRequest(saying(content), inputs))).not.toBe('')
  await expect(freeplayRequest(saying(content), inputs)).rejects.toMatchObject({
    name: 'MissingVariableError',
  })
})

test('null turns a section off, and is no value elsewhere', async () => {
  const inputs = { variables: { x: null } }
  await expect(sdkRequest(saying('{{#x}}a{{/x}}b'), inputs)).rejects.toThrow('Invalid type for key x')
  expect(await textOf(freeplayRequest(saying('{{#x}}a{{/x}}b'), inputs))).toBe('b')
  await expect(freeplayRequest(saying('{{x}}'), inputs)).rejects.toMatchObject({ variable: 'x' })
})

test.each([
  ['a partial, which Freeplay does not have', 'a{{> footer}}b', /footer/],
  ['a name with a space', 'a{{first name}}b', /first name/],
])('%s is an error of the build', async (_, content, text) => {
  expect(await textOf(sdkRequest(saying(content), noInputs))).toBe('ab')
  await expect(freeplayRequest(saying(content), noInputs)).rejects.toThrow(text)
})

test('Anthropic gets every system message, not the first alone', async () => {
  const template = accountTemplate('sample', {
    metadata: ANTHROPIC,
    content: [
      { role: 'system', content: 'One.' },
      { role: 'user', content: 'Hi.' },
      { role: 'system', content: 'Two.' },
    ],
  })
  expect(await sdkRequest(template, noInputs)).toMatchObject({ system: 'One.' })
  expect(await freeplayRequest(template, noInputs)).toMatchObject({
    system: [
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ],
    messages: [{ role: 'user', content: 'Hi.' }],
  })
})

test('a developer message is system text for Anthropic', async () => {
  const template = accountTemplate('sample', {
    metadata: ANTHROPIC,
    content: [
      { role: 'developer', content: 'Be kind.' },
      { role: 'user', content: 'Hi.' },
    ],
  })
  expect(await sdkRequest(template, noInputs)).toMatchObject({
    messages: [{ role: 'developer' }, { role: 'user' }],
  })
  expect(await freeplayRequest(template, noInputs)).toMatchObject({
    system: 'Be kind.',
    messages: [{ role: 'user' }],
  })
})

test("Anthropic's `max_tokens` must be there, and may have its former name", async () => {
  const named = (params: object): AccountTemplate => saying('Hi.', { metadata: { ...ANTHROPIC, params } })
  expect(await sdkRequest(named({}), noInputs)).not.toHaveProperty('max_tokens')
  await expect(freeplayRequest(named({}), noInputs)).rejects.toThrow('max_tokens')
  expect(await freeplayRequest(named({ max_tokens_to_sample: 5 }), noInputs)).toMatchObject({ max_tokens: 5 })
})

test('a history without a placeholder is left out; the types do not let it through', async () => {
  const inputs = { variables: {}, history: [{ role: 'user', content: 'before' }] }
  await expect(sdkRequest(saying('Hi.'), inputs)).rejects.toThrow('does not expect it')
  expect(await freeplayRequest(saying('Hi.'), inputs)).toMatchObject({ messages: [{ content: 'Hi.' }] })
})

test('a history is passed on as it is, system messages too', async () => {
  const template = accountTemplate('sample', {
    content: [{ kind: 'history' }, { role: 'user', content: 'Hi.' }],
  })
  const history = [{ role: 'system', content: 'kept' }]
  expect(await sdkRequest(template, { variables: {}, history })).toMatchObject({
    messages: [{ role: 'user' }],
  })
  expect(await freeplayRequest(template, { variables: {}, history })).toMatchObject({
    messages: [...history, { role: 'user' }],
  })
})

test('media that is not given is an error', async () => {
  const slots = [{ placeholder_name: 'photo', type: 'image' }]
  const template = accountTemplate('sample', {
    content: [{ role: 'user', content: 'Hi.', media_slots: slots }],
  })
  expect(await textOf(sdkRequest(template, noInputs))).toBe('Hi.')
  await expect(freeplayRequest(template, noInputs)).rejects.toMatchObject({ variable: 'media.photo' })
})

test('the subtype of audio is written as OpenAI knows it', async () => {
  const slots = [{ placeholder_name: 'clip', type: 'audio' }]
  const template = accountTemplate('sample', {
    content: [{ role: 'user', content: 'Hi.', media_slots: slots }],
  })
  const media = { clip: { type: 'base64' as const, data: 'AAAA', content_type: 'audio/x-wav' } }
  const formatOf = (format: string) => [{ type: 'text' }, { input_audio: { format } }]
  expect(await textOf(sdkRequest(template, { variables: {}, media }))).toMatchObject(formatOf('x-wav'))
  expect(await textOf(freeplayRequest(template, { variables: {}, media }))).toMatchObject(formatOf('wav'))
})

test('an output schema is asked for', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  for (const output_schema of [
    schema,
    { type: 'json_schema', json_schema: { name: 'A', strict: true, schema } },
  ]) {
    const template = saying('Hi.', { output_schema })
    expect(await sdkRequest(template, noInputs)).not.toHaveProperty('response_format')
    expect(await freeplayRequest(template, noInputs)).toMatchObject({
      response_format: {
        type: 'json_schema',
        json_schema: { schema: expect.objectContaining({ type: 'object' }) },
      },
    })
  }
})

test('what is not set is left out: parameters that are null, an empty list of tools', async () => {
  const metadata = { provider: 'openai', flavor: 'openai_chat', model: 'm', params: { temperature: null } }
  const template = saying('Hi.', { metadata, tool_schema: [], output_schema: {} })
  expect(await sdkRequest(template, noInputs)).toMatchObject({ temperature: null, tools: [] })
  expect(await freeplayRequest(template, noInputs)).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'Hi.' }],
  })
})
