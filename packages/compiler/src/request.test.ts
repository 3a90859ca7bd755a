import { expect, test } from 'vitest'
import { loadPrompt } from './testing/load-prompt.ts'

const messages = `
messages:
  - role: system
    content: One.
  - role: developer
    content: Two {{a}}.
  - history
  - role: user
    content: '{{a}}'
  - role: assistant
    content: Three.
`
const history = [
  { role: 'user', content: '{{a}}' },
  { role: 'assistant', content: 'h' },
]

test('openai.chat keeps every message in place', async () => {
  const prompt = await loadPrompt({
    prod: `provider: openai\nmodel: m\nparameters: { temperature: 0, stop: [a, b] }${messages}`,
  })
  expect(prompt.chain[0]?.request({ a: 'x' }, { history })).toEqual({
    model: 'm',
    temperature: 0,
    stop: ['a', 'b'],
    messages: [
      { role: 'system', content: 'One.' },
      { role: 'developer', content: 'Two x.' },
      ...history,
      { role: 'user', content: 'x' },
      { role: 'assistant', content: 'Three.' },
    ],
  })
})

test('anthropic.messages has the system text apart, as blocks when there are several', async () => {
  const prompt = await loadPrompt({
    prod: `provider: anthropic\nmodel: m\nparameters: { max_tokens: 9 }${messages}`,
    fallback: `provider: anthropic\nmodel: m\nparameters: { max_tokens: 9 }${messages.replace(/ {2}- role: developer\n.*\n/, '')}`,
  })
  const rest = [...history, { role: 'user', content: 'x' }, { role: 'assistant', content: 'Three.' }]
  expect(prompt.candidates.prod?.request({ a: 'x' }, { history })).toEqual({
    model: 'm',
    max_tokens: 9,
    system: [
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two x.' },
    ],
    messages: rest,
  })
  expect(prompt.candidates.fallback?.request({ a: 'x' }, { history })).toEqual({
    model: 'm',
    max_tokens: 9,
    system: 'One.',
    messages: rest,
  })
})

test('a placeholder without history leaves nothing', async () => {
  const prompt = await loadPrompt({
    prod: `provider: openai\nmodel: m\nmessages: [history, {role: user, content: x}]`,
  })
  expect(prompt.chain[0]?.request({}).messages).toEqual([{ role: 'user', content: 'x' }])
})

test('a prompt has its name, its candidates by environment and its chain in order', async () => {
  const yaml = 'provider: openai\nmodel: m\nmessages: [{role: user, content: x}]'
  const prompt = await loadPrompt({ 'fallback-2': yaml, prod: yaml }, { name: 'rag-qa' })
  expect(prompt.name).toBe('rag-qa')
  expect(Object.keys(prompt.candidates)).toEqual(['fallback-2', 'prod'])
  expect(prompt.chain).toEqual([prompt.candidates['fallback-2'], prompt.candidates.prod])
  expect(prompt.chain[0]).toMatchObject({
    environment: 'fallback-2',
    provider: 'openai',
    api: 'openai.chat',
    model: 'm',
    parameters: {},
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    version: expect.stringMatching(/^[0-9a-f]{8}$/),
  })
})

test('the digest follows the meaning, not the layout', async () => {
  const digest = async (yaml: string): Promise<string | undefined> =>
    (await loadPrompt({ prod: yaml })).chain[0]?.digest
  const one = await digest(
    'provider: openai\nmodel: m\nparameters: {a: 1, b: 2}\nmessages: [{role: user, content: x}]',
  )
  const same = await digest(
    '# note\nmodel: "m"\nmessages:\n - content: x\n   role: user\nparameters: {b: 2, a: 1}\nprovider: openai\napi: openai.chat\n',
  )
  const other = await digest(
    'provider: openai\nmodel: m\nparameters: {a: 1, b: 3}\nmessages: [{role: user, content: x}]',
  )
  expect(same).toBe(one)
  expect(other).not.toBe(one)
})
