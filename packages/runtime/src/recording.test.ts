import { expect, test } from 'vitest'
import type { ClientOptions } from './create-client.ts'
import { CompletionError } from './errors/completion-error.ts'
import { chat, ragQa, viaAnthropic, viaOpenAI } from './fixtures/prompts.ts'
import { world } from './fixtures/world.ts'
import { hedging } from './hedging.ts'
import type { CompletionRecord, RecordOptions } from './recording.ts'
import { type Behaviour, failAfter, failWith, stallAfter } from './testing/behaviour.ts'

const question = { question: 'Why?' }
const record: RecordOptions = {
  session: { id: 's1', metadata: { plan: 'pro' } },
  trace: { id: 't1' },
  testRun: { id: 'r1', testCaseId: 'c1' },
}

function recorded(behaviours: { primary?: Behaviour; fallback?: Behaviour } = {}, more = {}) {
  const records: CompletionRecord[] = []
  const recorder = { record: (entry: CompletionRecord) => void records.push(entry) }
  return { ...world(behaviours, { recorder, ...more }), records }
}

test('an answer is recorded with what was asked, who answered, and how it went', async () => {
  const { client, clock, openai, records } = recorded()
  const before = Date.now()
  const history = [{ role: 'user', content: 'Hi.' }] as const
  const completion = await clock.settle(client.run(chat, question, { history: [...history], record }))
  expect(records).toEqual([
    {
      id: completion.id,
      prompt: chat,
      candidate: chat.chain[0],
      request: openai.requests[0]?.body,
      variables: question,
      options: { history, record },
      completion,
      error: undefined,
      attempts: completion.attempts,
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
    },
  ])
  const [{ startedAt = 0, endedAt = 0 } = {}] = records
  expect(records[0]?.completion).toBe(completion)
  expect(records[0]?.options.record).toBe(record)
  const times = [before, startedAt, endedAt, Date.now()]
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

test('a fallback is recorded as the candidate, and each call has an id of its own', async () => {
  const { client, clock, records } = recorded({ primary: failWith('auth') })
  for (let i = 0; i < 2; i++) await clock.settle(client.run(ragQa, question))
  expect(records.map(({ candidate }) => candidate)).toEqual([viaAnthropic, viaAnthropic])
  expect(records[0]?.attempts.map(({ ok }) => ok)).toEqual([false, true])
  expect(new Set(records.map(({ id }) => id)).size).toBe(2)
})

test('the winner of a hedge is recorded', async () => {
  const { client, clock, records } = recorded({ primary: stallAfter(0) }, { hedge: hedging() })
  await clock.settle(client.run(ragQa, question))
  expect(records).toMatchObject([{ candidate: { environment: 'fallback' }, completion: {} }])
})

test('a failure is recorded with its error', async () => {
  const { client, clock, records } = recorded({ primary: failWith(503), fallback: failWith('bad_request') })
  const error = await clock.settle(client.run(ragQa, question)).catch((error) => error)
  expect(error).toBeInstanceOf(CompletionError)
  expect(records).toMatchObject([
    { candidate: viaAnthropic, completion: undefined, attempts: error.attempts },
  ])
  expect(records[0]?.error).toBe(error)
})

test('streams and texts are recorded once, before they end', async () => {
  const { client, clock, records } = recorded({ primary: failAfter(1, 'server') })
  const seen: unknown[] = []
  const read = async () => {
    for await (const { type } of client.stream(ragQa, question, { midstream: 'buffer' })) {
      if (type === 'done') seen.push(records.length)
    }
  }
  await clock.settle(read())
  expect(seen).toEqual([1])
  const text = (async () => {
    for await (const _ of client.text(ragQa, question));
  })()
  await clock.settle(text.catch(() => {}))
  expect(records.map(({ error }) => error?.code)).toEqual([undefined, 'interrupted'])
})

test('a call that its caller ends is recorded without an answer and without an error', async () => {
  const { client, records } = recorded()
  for await (const _ of client.stream(ragQa, question)) break
  expect(records).toMatchObject([
    { candidate: viaOpenAI, completion: undefined, error: undefined, attempts: [{ kind: 'aborted' }] },
  ])
})

test('a call that never began is not recorded', async () => {
  const { client, records } = recorded()
  client.stream(ragQa, question)
  await expect(client.run(ragQa, question, { signal: AbortSignal.abort('no') })).rejects.toBe('no')
  await expect(client.run({ ...ragQa, chain: [] }, question)).rejects.toThrow('no candidate')
  expect(records).toEqual([])
})

test.each<[string, ClientOptions<never>['recorder'] & object]>([
  [
    'throws',
    {
      record() {
        throw new Error('full')
      },
    },
  ],
  ['rejects', { record: () => Promise.reject(new Error('full')) as never }],
])('a recorder that %s changes nothing', async (_, recorder) => {
  const { client, clock } = world({}, { recorder })
  expect((await clock.settle(client.run(ragQa, question))).text).toBe('From the primary.')
})
