import { describe, expect, test } from 'vitest'
import { assistant } from '../fixtures/assistant/generated/index.js'
import { compileProject } from './compile-project.ts'
import { loadPrompt } from './testing/load-prompt.ts'

const variables = { name: 'Ada', question: '{{name}}?' }
const png = { data: 'AQID', mediaType: 'image/png' }
const pdf = { data: 'AQID', mediaType: 'application/pdf', name: 'Q3' }
const mp3 = { data: 'AQID', mediaType: 'audio/mpeg' }
const media = { photo: png, report: pdf, voice: mp3 }
const history = [
  { role: 'user' as const, content: 'Hi {{name}}' },
  { role: 'assistant' as const, content: 'Hello' },
]
const bytes = Uint8Array.of(1, 2, 3)

describe('requests', () => {
  test('openai.chat', () => {
    expect(assistant.candidates.chat.request(variables, { history, media }).messages).toEqual([
      { role: 'system', content: 'You help Ada.' },
      { role: 'developer', content: 'Be short.' },
      ...history,
      {
        role: 'user',
        content: [
          { type: 'text', text: '{{name}}?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
          { type: 'file', file: { filename: 'Q3', file_data: 'data:application/pdf;base64,AQID' } },
          { type: 'input_audio', input_audio: { data: 'AQID', format: 'mp3' } },
        ],
      },
      { role: 'assistant', content: 'Let me see.' },
      { role: 'user', content: 'Go on.' },
    ])
  })

  test('openai.responses', () => {
    const urls = { photo: { url: 'https://example.com/a.png' }, report: { url: 'https://example.com/b.pdf' } }
    expect(assistant.candidates.responses.request(variables, { media: urls }).input[2]).toEqual({
      role: 'user',
      content: [
        { type: 'input_text', text: '{{name}}?' },
        { type: 'input_image', detail: 'auto', image_url: 'https://example.com/a.png' },
        { type: 'input_file', file_url: 'https://example.com/b.pdf' },
      ],
    })
    expect(assistant.candidates.responses.request(variables, { media }).input[2]).toMatchObject({
      content: [
        {},
        {},
        { type: 'input_file', filename: 'Q3', file_data: 'data:application/pdf;base64,AQID' },
      ],
    })
  })

  test('anthropic.messages', () => {
    const { system, messages } = assistant.candidates.anthropic.request(variables, {
      history,
      media: { photo: { url: 'https://example.com/a.png' }, report: pdf },
    })
    expect(system).toEqual([
      { type: 'text', text: 'You help Ada.' },
      { type: 'text', text: 'Be short.' },
    ])
    expect(messages.slice(0, 3)).toEqual([
      ...history,
      {
        role: 'user',
        content: [
          { type: 'text', text: '{{name}}?' },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          {
            type: 'document',
            title: 'Q3',
            source: { type: 'base64', media_type: 'application/pdf', data: 'AQID' },
          },
        ],
      },
    ])
  })

  test('google.generateContent', () => {
    const { config, contents } = assistant.candidates.google.request(variables, { history, media })
    expect(config).toMatchObject({
      maxOutputTokens: 500,
      stopSequences: ['END'],
      thinkingConfig: { thinkingLevel: 'LOW' },
    })
    expect(contents.slice(0, 3)).toEqual([
      { role: 'user', parts: [{ text: 'Hi {{name}}' }] },
      { role: 'model', parts: [{ text: 'Hello' }] },
      {
        role: 'user',
        parts: [
          { text: '{{name}}?' },
          { inlineData: { mimeType: 'image/png', data: 'AQID' } },
          { inlineData: { mimeType: 'application/pdf', data: 'AQID' } },
          { inlineData: { mimeType: 'audio/mpeg', data: 'AQID' } },
        ],
      },
    ])
  })

  test('bedrock.converse', () => {
    const { messages } = assistant.candidates.bedrock.request(variables, { history, media })
    expect(messages.slice(0, 3)).toEqual([
      { role: 'user', content: [{ text: 'Hi {{name}}' }] },
      { role: 'assistant', content: [{ text: 'Hello' }] },
      {
        role: 'user',
        content: [
          { text: '{{name}}?' },
          { image: { format: 'png', source: { bytes } } },
          { document: { format: 'pdf', name: 'Q3', source: { bytes } } },
          { audio: { format: 'mp3', source: { bytes } } },
        ],
      },
    ])
  })

  test('missing media are an error that names the slot', () => {
    const call = (): unknown =>
      assistant.candidates.chat.request(variables, { media: { photo: png, report: pdf } } as never)
    expect(call).toThrow('assistant (chat): the variable "media.voice" is missing.')
  })
})

describe('the choice of tools', () => {
  const named = { name: 'find' }
  test.each([
    ['openai.chat', 'auto', { tool_choice: 'auto' }],
    ['openai.chat', 'none', { tool_choice: 'none' }],
    ['openai.chat', 'required', { tool_choice: 'required' }],
    ['openai.chat', named, { tool_choice: { type: 'function', function: { name: 'find' } } }],
    ['openai.responses', 'auto', { tool_choice: 'auto' }],
    ['openai.responses', 'none', { tool_choice: 'none' }],
    ['openai.responses', 'required', { tool_choice: 'required' }],
    ['openai.responses', named, { tool_choice: { type: 'function', name: 'find' } }],
    ['anthropic.messages', 'auto', { tool_choice: { type: 'auto' } }],
    ['anthropic.messages', 'none', { tool_choice: { type: 'none' } }],
    ['anthropic.messages', 'required', { tool_choice: { type: 'any' } }],
    ['anthropic.messages', named, { tool_choice: { type: 'tool', name: 'find' } }],
    ['google.generateContent', 'auto', google('AUTO')],
    ['google.generateContent', 'none', google('NONE')],
    ['google.generateContent', 'required', google('ANY')],
    ['google.generateContent', named, google('ANY', ['find'])],
    ['bedrock.converse', 'auto', { toolConfig: { toolChoice: { auto: {} } } }],
    ['bedrock.converse', 'required', { toolConfig: { toolChoice: { any: {} } } }],
    ['bedrock.converse', named, { toolConfig: { toolChoice: { tool: { name: 'find' } } } }],
  ])('%s: %j', async (api, choice, body) => {
    const prompt = await loadPrompt({
      prod: JSON.stringify({
        provider: 'p',
        api,
        model: 'm',
        parameters: { max_tokens: 1 },
        tools: [named],
        tool_choice: choice,
        messages: [{ role: 'user', content: 'x' }],
      }),
    })
    expect(prompt.chain[0]?.request({})).toMatchObject(body)
  })

  function google(mode: string, allowedFunctionNames?: string[]): object {
    const calling = { mode, ...(allowedFunctionNames && { allowedFunctionNames }) }
    return { config: { toolConfig: { functionCallingConfig: calling } } }
  }
})

const turn = 'messages: [{ role: user, content: x }]'
const base = `provider: openai\nmodel: m\n${turn}\n`
const tools = 'tools: [{ name: a }, { name: b }]\n'

describe('what an api cannot carry', () => {
  test.each([
    [
      'audio to Anthropic',
      'provider: anthropic\nmodel: m\nparameters: { max_tokens: 1 }\nmessages: [{ role: user, content: x, media: [{ name: a, type: audio }] }]\n',
      4,
      /anthropic.messages takes no audio[\s\S]*It takes image and file/,
    ],
    [
      'audio to Responses',
      'provider: openai\napi: openai.responses\nmodel: m\nmessages: [{ role: user, content: x, media: [{ name: a, type: audio }] }]\n',
      4,
      /openai.responses takes no audio/,
    ],
    [
      'media of the assistant to Responses',
      'provider: openai\napi: openai.responses\nmodel: m\nmessages: [{ role: assistant, content: x, media: [{ name: a, type: image }] }]\n',
      4,
      /takes no media in a message of the assistant/,
    ],
    [
      'stop sequences to Responses',
      `provider: openai\napi: openai.responses\nmodel: m\nparameters:\n  stop: [x]\n${turn}\n`,
      5,
      /no parameter like `stop`/,
    ],
    [
      'a seed to Anthropic',
      `provider: anthropic\nmodel: m\nparameters:\n  max_tokens: 1\n  seed: 1\n${turn}\n`,
      5,
      /no parameter like `seed`/,
    ],
    [
      'no tools to Bedrock',
      `provider: bedrock\nmodel: m\ntool_choice: none\n${tools}${turn}\n`,
      3,
      /cannot forbid tools/,
    ],
    [
      'a parameter under two names',
      `${base}parameters:\n  max_output_tokens: 1\n  max_completion_tokens: 1\n`,
      6,
      /are the same parameter/,
    ],
    ['a parameter that another key writes', `${base}parameters:\n  tools: []\n`, 5, /would overwrite/],
    [
      'a part of a parameter that another key writes',
      'provider: anthropic\nmodel: m\noutput: { type: array, items: {} }\nparameters:\n  max_tokens: 1\n  output_config: { format: { type: x } }\nmessages: [{ role: user, content: x }]\n',
      6,
      /`output_config.format.type` of the request is given twice/,
    ],
  ])('%s', (_, text, line, message) => {
    const { errors } = compileProject([{ prompt: 'a', environment: 'prod', file: 'a/prod.yaml', text }], {
      environments: ['prod'],
    })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ code: 'unsupported_by_api', prompt: 'a', environment: 'prod', line })
    expect(errors[0]?.message).toMatch(message)
  })

  test.each([
    ['two tools of one name', `${base}tools: [{ name: a }, { name: a }]\n`, /two tools are named `a`/],
    [
      'arguments that are no object',
      `${base}tools: [{ name: a, parameters: { type: string } }]\n`,
      /are no object/,
    ],
    ['a choice without tools', `${base}tool_choice: auto\n`, /no tools to choose/],
    [
      'a choice of an unknown tool',
      `${base}tools: [{ name: weather }]\ntool_choice: { name: wether }\n`,
      /Did you mean `weather`/,
    ],
    ["a tool's name", `${base}tools: [{ name: 'a b' }]\n`, /tools.0.name/],
    [
      'two slots of one name',
      'provider: openai\nmodel: m\nmessages: [{ role: user, content: x, media: [{ name: a, type: image }, { name: a, type: file }] }]\n',
      /two media slots are named `a`/,
    ],
    [
      'media in system text',
      'provider: openai\nmodel: m\nmessages: [{ role: system, content: x, media: [{ name: a, type: image }] }]\n',
      /system text carries no media/,
    ],
    [
      'an unknown key of a slot',
      'provider: openai\nmodel: m\nmessages: [{ role: user, content: x, media: [{ name: a, typ: image }] }]\n',
      /a media slot has no key `typ`[\s\S]*`type`/,
    ],
  ])('%s', (_, text, message) => {
    const { errors } = compileProject([{ prompt: 'a', environment: 'prod', file: 'a/prod.yaml', text }], {
      environments: ['prod'],
    })
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toMatch(message)
  })
})
