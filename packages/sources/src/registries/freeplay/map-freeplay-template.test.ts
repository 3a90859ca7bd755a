import { expect, test } from 'vitest'
import { freeplayTemplate } from './freeplay-template.ts'
import { type FlavorApis, mapFreeplayTemplate } from './map-freeplay-template.ts'

/** Maps a template of format 3 with what matters to a test in place of the defaults. */
const map = (more: object, apis?: FlavorApis) =>
  mapFreeplayTemplate(
    freeplayTemplate.parse({
      format_version: 3,
      prompt_template_version_id: 'v1',
      prompt_template_name: 'qa',
      metadata: { provider: 'openai', flavor: 'openai_chat', model: 'm' },
      content: [{ role: 'user', content: 'Hi.' }],
      ...more,
    }),
    apis,
  )

const flavored = (flavor: string, provider?: string): object => ({
  metadata: { flavor, model: 'm', ...(provider && { provider }) },
})

test.each([
  ['openai_chat', 'openai.chat', 'openai'],
  ['azure_openai_chat', 'openai.chat', 'azure_openai'],
  ['openai_responses', 'openai.responses', 'openai'],
  ['anthropic_chat', 'anthropic.messages', 'anthropic'],
  ['gemini_chat', 'google.generateContent', 'vertex'],
  ['gemini_api_chat', 'google.generateContent', 'gemini'],
  ['amazon_bedrock_converse', 'bedrock.converse', 'bedrock'],
  ['perplexity_chat', 'openai.chat', 'perplexity'],
])('the flavor %s speaks %s', (flavor, api, provider) => {
  expect(map(flavored(flavor))).toMatchObject({ api, provider })
  expect(map(flavored(flavor, 'ours'))).toMatchObject({ api, provider: 'ours' })
})

test.each(['mistral_chat', 'baseten_mistral_chat', 'llama_3_chat', 'constructor', 'new_chat'])(
  'the flavor %s needs to be told what it speaks',
  (flavor) => {
    expect(() => map(flavored(flavor))).toThrow(`the flavor \`${flavor}\` has no wire format here`)
    expect(map(flavored(flavor), { [flavor]: 'openai.chat' })).toMatchObject({ api: 'openai.chat' })
  },
)

test('all of a template is mapped', () => {
  expect(
    map({
      content: [
        { role: 'system', content: 'S' },
        { role: 'developer', content: 'D' },
        { kind: 'history' },
        {
          role: 'user',
          content: 'U {{x}}',
          media_slots: [
            { placeholder_name: 'a', type: 'image' },
            { placeholder_name: 'b', type: 'audio' },
            { placeholder_name: 'c', type: 'file' },
          ],
        },
        { role: 'assistant', content: 'A', media_slots: [] },
      ],
      metadata: {
        provider: 'openai',
        flavor: 'openai_chat',
        model: 'm',
        params: { top_p: 1, logit_bias: { a: 1 } },
      },
      tool_schema: [
        { name: 'find', description: 'Finds.', parameters: { type: 'object' }, id: 7 },
        { name: 'stop' },
      ],
      output_schema: { type: 'object' },
    }),
  ).toEqual({
    provider: 'openai',
    api: 'openai.chat',
    model: 'm',
    parameters: { top_p: 1, logit_bias: { a: 1 } },
    messages: [
      { role: 'system', content: 'S' },
      { role: 'developer', content: 'D' },
      'history',
      {
        role: 'user',
        content: 'U {{x}}',
        media: [
          { name: 'a', type: 'image' },
          { name: 'b', type: 'audio' },
          { name: 'c', type: 'file' },
        ],
      },
      { role: 'assistant', content: 'A' },
    ],
    tools: [{ name: 'find', description: 'Finds.', parameters: { type: 'object' } }, { name: 'stop' }],
    output: { type: 'object' },
  })
})

test('format 1: content in a string, roles of old, the model among the parameters', () => {
  const content = [
    { role: 'Human', content: 'H' },
    { role: 'Assistant', content: 'A' },
    { role: 'user', content: '{{question}}' },
  ]
  expect(
    mapFreeplayTemplate(
      freeplayTemplate.parse({
        name: 'qa',
        prompt_template_version_id: 'v1',
        content: JSON.stringify(content),
        metadata: { flavor_name: 'anthropic_chat', params: { model: 'm', max_tokens_to_sample: 12 } },
      }),
    ),
  ).toEqual({
    provider: 'anthropic',
    api: 'anthropic.messages',
    model: 'm',
    parameters: { max_tokens: 12 },
    messages: [
      { role: 'user', content: 'H' },
      { role: 'assistant', content: 'A' },
      { role: 'user', content: '{{question}}' },
    ],
  })
})

test.each([
  [{ content: 'Say {{x}}' }, 'the template is a text'],
  [{ content: '{"role":"user"}' }, 'the template is a text'],
  [{ content: [{ kind: 'examples' }] }, 'message 1 is a placeholder of the kind `examples`'],
  [
    {
      content: [
        { role: 'user', content: 'a' },
        { role: 'tool', content: 'b' },
      ],
    },
    'message 2 has the role `tool`',
  ],
  [{ content: [{ content: 'a' }] }, 'message 1 has the role ``'],
  [
    { content: [{ role: 'assistant', content: null, tool_calls: [{ id: 'c' }] }] },
    'message 1 has calls of tools',
  ],
  [
    { content: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }] },
    'the content of message 1 is no text',
  ],
  [{ tool_schema: [{ name: 'find', strict: true }] }, 'the tool `find` is strict'],
  [{ format_version: 4 }, 'the template has format 4'],
  [{ metadata: { flavor: 'openai_chat', model: null } }, 'the template has no model'],
  [{ metadata: { model: 'm', flavor: null } }, 'the template has no flavor'],
])('%j is told, with the next step', (more, summary) => {
  expect(() => map(more)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(summary),
      hint: expect.stringMatching(/\.$/),
    }),
  )
})
