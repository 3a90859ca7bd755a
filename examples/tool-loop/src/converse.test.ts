import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Anthropic from '@anthropic-ai/sdk'
import { answer, sequence, startProvider, status } from '@understudy/testkit'
import OpenAI from 'openai'
import { beforeAll, expect, test, vi } from 'vitest'
import { createAtlasClient } from './client.ts'

// Starting a process takes its time on a busy machine.
vi.setConfig({ hookTimeout: 30_000 })

const example = join(import.meta.dirname, '..')
let converse: typeof import('./converse.ts').converse

// As `pnpm start` does: the modules that `#prompts` stands for are not in the repository.
beforeAll(async () => {
  const cli = join(example, '../../packages/cli/src/bin.ts')
  const args = ['--conditions=@understudy/source', cli, 'generate', '--root', example]
  await promisify(execFile)(process.execPath, args)
  converse = (await import('./converse.ts')).converse
})

async function start() {
  await using stack = new AsyncDisposableStack()
  const openai = stack.use(await startProvider('openai.chat'))
  const anthropic = stack.use(await startProvider('anthropic.messages'))
  const client = createAtlasClient({
    openai: new OpenAI({ apiKey: 'none', baseURL: openai.url }),
    anthropic: new Anthropic({ apiKey: 'none', baseURL: anthropic.url }),
  })
  const running = stack.move()
  return { openai, anthropic, client, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const get = (id: string, name: string) => ({ id, name: 'get_country', arguments: { name } })

const FINLAND =
  '{"name":"Finland","capital":["Helsinki"],"area_km2":338424,"languages":["Finnish","Swedish"],"currencies":["Euro"],"neighbours":["Norway","Sweden","Russia"]}'
const NORWAY =
  '{"name":"Norway","capital":["Oslo"],"area_km2":323802,"languages":["Norwegian Nynorsk","Norwegian Bokmål","Sami"],"currencies":["Norwegian krone"],"neighbours":["Finland","Sweden","Russia"]}'

const question = 'Which is larger, Norway or Finland?'

test('OpenAI dies after it has asked for two tools: Anthropic answers with their results', async () => {
  await using world = await start()
  const { openai, anthropic, client } = world
  openai.behave(answer('', { toolCalls: [get('call_1', 'Norway'), get('call_2', 'Finland')] }))
  anthropic.behave(answer('Finland is larger.'))

  const served: string[] = []
  const text = await converse(client, question, ({ servedBy }) => {
    served.push(servedBy.provider)
    if (servedBy.provider === 'openai') void openai.close()
  })

  expect(text).toBe('Finland is larger.')
  expect(served).toEqual(['openai', 'anthropic'])
  expect(anthropic.requests.map(({ body }) => body)).toEqual([
    expect.objectContaining({
      model: 'claude-haiku-4-5',
      system: expect.stringContaining('You answer questions about the countries'),
      messages: [
        { role: 'user', content: question },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'call_1', name: 'get_country', input: { name: 'Norway' } },
            { type: 'tool_use', id: 'call_2', name: 'get_country', input: { name: 'Finland' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: NORWAY }] },
            { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: FINLAND }] },
          ],
        },
      ],
      tools: [
        expect.objectContaining({ name: 'get_country' }),
        expect.objectContaining({ name: 'list_countries' }),
      ],
    }),
  ])
})

test('Anthropic dies after it has asked for a tool, and OpenAI is back: it goes on from the result', async () => {
  await using world = await start()
  const { openai, anthropic, client } = world
  openai.behave(sequence(status(503), answer('Finland borders three countries.')))
  anthropic.behave(answer('Let me look.', { toolCalls: [get('toolu_1', 'Finland')] }))

  const served: string[] = []
  const text = await converse(client, 'How many countries border Finland?', ({ servedBy }) => {
    served.push(servedBy.provider)
    if (servedBy.provider === 'anthropic') void anthropic.close()
  })

  expect(text).toBe('Finland borders three countries.')
  expect(served).toEqual(['anthropic', 'openai'])
  expect(openai.requests).toHaveLength(2)
  expect(openai.requests[1]?.body).toMatchObject({
    messages: [
      { role: 'system' },
      { role: 'user', content: 'How many countries border Finland?' },
      {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          {
            id: 'toolu_1',
            type: 'function',
            function: { name: 'get_country', arguments: '{"name":"Finland"}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'toolu_1', content: FINLAND },
    ],
  })
})

test('a call whose arguments are no JSON is left to the other provider', async () => {
  await using world = await start()
  const { openai, anthropic, client } = world
  openai.behave(
    answer('', { toolCalls: [{ id: 'call_1', name: 'get_country', arguments: '{"name": "Fin' }] }),
  )
  anthropic.behave(answer('I cannot tell.'))
  expect(await converse(client, question)).toBe('I cannot tell.')
  expect(anthropic.requests[0]?.body).toMatchObject({ messages: [{ role: 'user', content: question }] })
})

test('a model that only ever calls tools is stopped', async () => {
  await using world = await start()
  const { openai, client } = world
  openai.behave(answer('', { toolCalls: [get('call_1', 'Finland')] }))
  await expect(converse(client, question)).rejects.toThrow('There was no answer after 8 turns.')
  expect(openai.requests).toHaveLength(8)
})
