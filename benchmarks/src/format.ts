import { deepStrictEqual } from 'node:assert'
import { pathToFileURL } from 'node:url'
import Handlebars from 'handlebars'
import Mustache from 'mustache'
import { generateExample } from './example-project.ts'
import type { Figure } from './figure.ts'
import { formatByHand, SYSTEM, USER } from './format-by-hand.ts'
import { median } from './median.ts'
import { samples, type Variables } from './rag-qa.ts'
import { scratch } from './scratch.ts'

type Format = (variables: Variables) => object

interface Generated {
  ragQa: { candidates: { prod: { request: Format } } }
}

/** How long one batch takes, about; in milliseconds. */
const BATCH = 20

/** Formatting the example's prompt, against code written by hand and against template engines. */
export async function benchFormat(rounds: number): Promise<Figure[]> {
  using folder = scratch()
  const { ragQa }: Generated = await import(
    pathToFileURL(generateExample(folder.path, ['prod', 'fallback'])).href
  )
  const mustache = withEngine(
    (text) => (variables) => Mustache.render(text, variables, {}, { escape: String }),
  )
  const contenders: { [name: string]: Format } = {
    'rag-qa generated': (variables) => ragQa.candidates.prod.request(variables),
    'rag-qa by handlebars, compiled before': withEngine((text) =>
      Handlebars.compile(text, { noEscape: true }),
    ),
    'rag-qa by mustache': mustache,
  }
  const figures: Figure[] = []
  for (const [name, format] of Object.entries(contenders)) {
    for (const variables of samples) deepStrictEqual(format(variables), formatByHand(variables))
    const sizes = [formatByHand, format].map(batchSize)
    const ratios: number[] = []
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const turns = round % 2 === 0 ? [0, 1] : [1, 0]
      const took = [0, 0]
      for (const turn of turns) {
        const size = sizes[turn] ?? 1
        took[turn] = timeBatch(turn === 0 ? formatByHand : format, size) / size
      }
      const [hand = Number.NaN, other = Number.NaN] = took
      ratios.push(other / hand)
      times.push(other)
    }
    figures.push({
      name: `${name}, against by hand`,
      value: median(ratios),
      unit: '×',
      ...(name === 'rag-qa generated' && { budget: 1.1 }),
      note: `${Math.round(median(times) * 1e6)} ns each`,
    })
  }
  return figures
}

function withEngine(compile: (text: string) => (variables: Variables) => string): Format {
  const user = compile(USER)
  return (variables) => ({
    model: 'gpt-5.4-mini',
    max_completion_tokens: 1024,
    messages: [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: user(variables) },
    ],
  })
}

/** How many calls take about the time of a batch, once they are warm. */
function batchSize(format: Format): number {
  let size = 64
  const until = performance.now() + 10 * BATCH
  for (;;) {
    const ms = timeBatch(format, size)
    if (performance.now() >= until) return Math.max(1, Math.round((size * BATCH) / ms))
    if (ms < BATCH) size *= 2
  }
}

function timeBatch(format: Format, size: number): number {
  let sum = 0
  const started = performance.now()
  for (let i = 0; i < size; i++) sum += readInto(format(samples[i % samples.length] as Variables))
  const ms = performance.now() - started
  // What is never used might never be made.
  if (sum < 0) throw new Error('The text is not made of characters.')
  return ms
}

/** Reads into the text, so that the engine has to put it together. */
function readInto(body: object): number {
  const { messages } = body as { messages: { content: string }[] }
  const content = messages[1]?.content ?? ''
  return content.charCodeAt(content.length >> 1)
}
