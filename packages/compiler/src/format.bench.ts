import { expect, test } from 'vitest'
import { ragQa } from '../fixtures/rag-qa/generated/index.js'

interface Variables {
  question: string
  passages: { id: number; title: string; text: string }[]
}

/** What an expert would write for `rag-qa` in prod. */
function byHand(
  variables: Variables,
  history: { role: 'user' | 'assistant'; content: string }[] = [],
): object {
  let passages = ''
  for (const { id, title, text } of variables.passages) passages += `[${id}] ${title}: ${text}\n`
  return {
    model: 'gpt-5.4-mini',
    max_completion_tokens: 1024,
    messages: [
      {
        role: 'system',
        content:
          'You answer questions from the passages only. Cite each passage that you use as [n].\nIf the passages do not hold the answer, say so.\n',
      },
      ...history,
      { role: 'user', content: `Passages:\n${passages}\nQuestion: ${variables.question}\n` },
    ],
  }
}

const samples = Array.from(
  { length: 64 },
  (_, n): Variables => ({
    question: `What is the capital of country ${n}?`,
    passages: Array.from({ length: 8 }, (_, i) => ({
      id: i + 1,
      title: `Country ${n} ${i}`,
      text: `The capital of country ${n} is city ${i}. `.repeat(12),
    })),
  }),
)

/** Reads into the text, so that the engine has to put it together. */
function send(request: unknown): number {
  const { messages } = request as { messages: { content: string }[] }
  const content = messages.at(-1)?.content ?? ''
  return content.charCodeAt(content.length >> 1)
}

test('formatting rag-qa is at most 1.3 times what the same code costs by hand', async ({ bench }) => {
  const [first] = samples
  if (first) expect(ragQa.candidates.prod.request(first)).toEqual(byHand(first))
  let turn = 0
  const next = (): Variables => samples[turn++ % samples.length] as Variables
  const result = await bench.compare(
    bench('by hand', () => void send(byHand(next()))),
    bench('generated', () => void send(ragQa.candidates.prod.request(next()))),
  )
  const ratio = result.get('generated').latency.p50 / result.get('by hand').latency.p50
  expect(ratio).toBeLessThan(1.3)
})
