import { describe, expect, test } from 'vitest'
import {
  type AnthropicMessage,
  anthropicMessages,
  type BedrockMessage,
  bedrockConverse,
  createHistoryConverter,
  type GoogleContent,
  googleGenerateContent,
  type OpenAIChatMessage,
  type OpenAIResponsesItem,
  openaiChat,
  openaiResponses,
} from './index.ts'

/** A conversation as every api has it. What one api cannot carry is not in here. */
interface Conversation {
  name: string
  'openai.chat': OpenAIChatMessage[]
  'openai.responses': OpenAIResponsesItem[]
  'anthropic.messages': AnthropicMessage[]
  'google.generateContent': GoogleContent[]
  'bedrock.converse': BedrockMessage[]
}

const thoughtSignature = 'skip_thought_signature_validator'
const png = 'iVBORw0KGgo='
const bytes = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])

/** Written by hand, api by api. */
const conversations: Conversation[] = [
  {
    name: 'texts',
    'openai.chat': [
      { role: 'user', content: 'Où est la gare ? 🚉' },
      { role: 'assistant', content: 'Tout droit.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Merci.' },
          { type: 'text', text: '{{name}} $& ' },
        ],
      },
    ],
    'openai.responses': [
      { role: 'user', content: 'Où est la gare ? 🚉' },
      { role: 'assistant', content: 'Tout droit.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Merci.' },
          { type: 'input_text', text: '{{name}} $& ' },
        ],
      },
    ],
    'anthropic.messages': [
      { role: 'user', content: [{ type: 'text', text: 'Où est la gare ? 🚉' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Tout droit.' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Merci.' },
          { type: 'text', text: '{{name}} $& ' },
        ],
      },
    ],
    'google.generateContent': [
      { role: 'user', parts: [{ text: 'Où est la gare ? 🚉' }] },
      { role: 'model', parts: [{ text: 'Tout droit.' }] },
      { role: 'user', parts: [{ text: 'Merci.' }, { text: '{{name}} $& ' }] },
    ],
    'bedrock.converse': [
      { role: 'user', content: [{ text: 'Où est la gare ? 🚉' }] },
      { role: 'assistant', content: [{ text: 'Tout droit.' }] },
      { role: 'user', content: [{ text: 'Merci.' }, { text: '{{name}} $& ' }] },
    ],
  },
  {
    name: 'parallel tool calls, results in another order, then another call',
    'openai.chat': [
      { role: 'user', content: 'Paris or Oslo?' },
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [
          { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
          { id: 'call_b', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_b', content: 'snow' },
      { role: 'tool', tool_call_id: 'call_a', content: '{"sky":"clear","degrees":21}' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_c', type: 'function', function: { name: 'now', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_c', content: 'noon' },
      { role: 'user', content: 'And?' },
      { role: 'assistant', content: 'Paris.' },
    ],
    'openai.responses': [
      { role: 'user', content: 'Paris or Oslo?' },
      { role: 'assistant', content: 'I look.' },
      { type: 'function_call', call_id: 'call_a', name: 'weather', arguments: '{"city":"Paris"}' },
      { type: 'function_call', call_id: 'call_b', name: 'weather', arguments: '{"city":"Oslo"}' },
      { type: 'function_call_output', call_id: 'call_b', output: 'snow' },
      { type: 'function_call_output', call_id: 'call_a', output: '{"sky":"clear","degrees":21}' },
      { type: 'function_call', call_id: 'call_c', name: 'now', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_c', output: 'noon' },
      { role: 'user', content: 'And?' },
      { role: 'assistant', content: 'Paris.' },
    ],
    'anthropic.messages': [
      { role: 'user', content: [{ type: 'text', text: 'Paris or Oslo?' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: 'call_a', name: 'weather', input: { city: 'Paris' } },
          { type: 'tool_use', id: 'call_b', name: 'weather', input: { city: 'Oslo' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_b', content: [{ type: 'text', text: 'snow' }] },
          {
            type: 'tool_result',
            tool_use_id: 'call_a',
            content: [{ type: 'text', text: '{"sky":"clear","degrees":21}' }],
          },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_c', name: 'now', input: {} }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_c', content: [{ type: 'text', text: 'noon' }] },
          { type: 'text', text: 'And?' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Paris.' }] },
    ],
    'google.generateContent': [
      { role: 'user', parts: [{ text: 'Paris or Oslo?' }] },
      {
        role: 'model',
        parts: [
          { text: 'I look.' },
          { functionCall: { id: 'call_a', name: 'weather', args: { city: 'Paris' } }, thoughtSignature },
          { functionCall: { id: 'call_b', name: 'weather', args: { city: 'Oslo' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'call_b', name: 'weather', response: { output: 'snow' } } },
          { functionResponse: { id: 'call_a', name: 'weather', response: { sky: 'clear', degrees: 21 } } },
        ],
      },
      { role: 'model', parts: [{ functionCall: { id: 'call_c', name: 'now', args: {} }, thoughtSignature }] },
      {
        role: 'user',
        parts: [{ functionResponse: { id: 'call_c', name: 'now', response: { output: 'noon' } } }],
      },
      { role: 'user', parts: [{ text: 'And?' }] },
      { role: 'model', parts: [{ text: 'Paris.' }] },
    ],
    'bedrock.converse': [
      { role: 'user', content: [{ text: 'Paris or Oslo?' }] },
      {
        role: 'assistant',
        content: [
          { text: 'I look.' },
          { toolUse: { toolUseId: 'call_a', name: 'weather', input: { city: 'Paris' } } },
          { toolUse: { toolUseId: 'call_b', name: 'weather', input: { city: 'Oslo' } } },
        ],
      },
      {
        role: 'user',
        content: [
          { toolResult: { toolUseId: 'call_b', content: [{ text: 'snow' }] } },
          { toolResult: { toolUseId: 'call_a', content: [{ text: '{"sky":"clear","degrees":21}' }] } },
        ],
      },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'call_c', name: 'now', input: {} } }] },
      {
        role: 'user',
        content: [{ toolResult: { toolUseId: 'call_c', content: [{ text: 'noon' }] } }, { text: 'And?' }],
      },
      { role: 'assistant', content: [{ text: 'Paris.' }] },
    ],
  },
  {
    name: 'images as data',
    'openai.chat': [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
        ],
      },
    ],
    'openai.responses': [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is it?' },
          { type: 'input_image', image_url: `data:image/png;base64,${png}`, detail: 'auto' },
        ],
      },
    ],
    'anthropic.messages': [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
        ],
      },
    ],
    'google.generateContent': [
      {
        role: 'user',
        parts: [{ text: 'What is it?' }, { inlineData: { mimeType: 'image/png', data: png } }],
      },
    ],
    'bedrock.converse': [
      {
        role: 'user',
        content: [{ text: 'What is it?' }, { image: { format: 'png', source: { bytes } } }],
      },
    ],
  },
]

const convert = createHistoryConverter(
  openaiChat,
  openaiResponses,
  anthropicMessages,
  googleGenerateContent,
  bedrockConverse,
)

const apis = [
  'openai.chat',
  'openai.responses',
  'anthropic.messages',
  'google.generateContent',
  'bedrock.converse',
] as const

const pairs = apis.flatMap((from) => apis.map((to) => ({ from, to })))

describe.each(conversations)('$name', (conversation) => {
  test.each(pairs)('$from → $to', ({ from, to }) => {
    const history = conversation[from]
    const before = structuredClone(history)
    expect(convert(history, to, from)).toEqual(conversation[to])
    // Told by shape, some messages are at home in both apis and stay as they are; they say the same.
    for (const api of apis.filter((api) => api !== to)) {
      expect(convert(convert(history, to), api, to)).toEqual(conversation[api])
    }
    expect(history).toEqual(before)
  })
})
