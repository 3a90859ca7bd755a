import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anthropicMessages,
  bedrockConverse,
  createHistoryConverter,
  googleGenerateContent,
  type HistoryFormat,
  type MediaPart,
  openaiChat,
  openaiResponses,
  type Part,
  type Reject,
  type TextPart,
  type ToolCallPart,
  type ToolResultPart,
  type Turn,
} from './index.ts'

const formats: HistoryFormat[] = [
  openaiChat,
  openaiResponses,
  anthropicMessages,
  googleGenerateContent,
  bedrockConverse,
]
const convert = createHistoryConverter(...formats)

// Few a property, for every pair of apis has its own.
const runs = { numRuns: 20 }
const reject: Reject = (part) => {
  throw new Error(`rejected ${part.type}`)
}
const pairs = formats.flatMap((from) => formats.filter((to) => to !== from).map((to) => ({ from, to })))

const write = (api: string, turns: Turn[]) => formatOf(api).write(turns, reject)
const readAll = (api: string, messages: object[]) =>
  normal(messages.map((message) => formatOf(api).read(message)))

function formatOf(api: string): HistoryFormat {
  const found = formats.find((format) => format.api === api)
  if (!found) throw new Error(api)
  return found
}

/** What all apis tell of turns: neighbours of one role are one, results may lack the name, addresses the type. */
function normal(turns: Turn[]): Turn[] {
  const result: Turn[] = []
  for (const { role, parts } of turns) {
    const before = result.at(-1)
    const shown = parts.map(shownPart)
    if (before?.role === role) before.parts.push(...shown)
    else if (shown.length) result.push({ role, parts: shown })
  }
  return result
}

function shownPart(part: Part): Part {
  const { name, mediaType, ...rest } = { name: undefined, mediaType: undefined, ...part }
  const shown =
    part.type === 'tool_result'
      ? rest
      : 'url' in part && part.url !== undefined
        ? rest
        : { ...rest, name, mediaType }
  // Without what is undefined.
  return JSON.parse(JSON.stringify(shown))
}

const keepsErrors = (api: string) => !api.startsWith('openai.')
const keepsRefusals = (api: string) => api.startsWith('openai.')
const keepsUrls = (api: string) => api !== 'bedrock.converse'

describe.each(formats)('$api', (format) => {
  const { api } = format
  const extras = { errors: keepsErrors(api), refusals: keepsRefusals(api), urls: keepsUrls(api) }

  test('turns written are read back', () => {
    fc.assert(
      fc.property(arbitraryTurns(extras), (turns) => {
        expect(readAll(api, write(api, turns))).toEqual(normal(turns))
      }),
      runs,
    )
  })

  test('its own messages are known, and pass as the very same objects', () => {
    fc.assert(
      fc.property(arbitraryTurns({ ...extras, hostileIds: true }), (turns) => {
        const history = write(api, turns)
        expect(history.every((message) => format.owns(message))).toBe(true)
        const converted = convert(history, api)
        expect(converted).not.toBe(history)
        expect(converted.length).toBe(history.length)
        for (const [index, message] of converted.entries()) expect(message).toBe(history[index])
      }),
      runs,
    )
  })
})

describe.each(pairs)('$from.api → $to.api', ({ from, to }) => {
  const both = (keeps: (api: string) => boolean) => keeps(from.api) && keeps(to.api)
  const extras = { errors: both(keepsErrors), refusals: both(keepsRefusals), urls: both(keepsUrls) }

  test('and back again is the same, to the letter', () => {
    fc.assert(
      fc.property(arbitraryTurns(extras), (turns) => {
        const history = write(from.api, turns)
        const there = convert(history, to.api, from.api)
        expect(readAll(to.api, there)).toEqual(normal(turns))
        expect(convert(there, from.api, to.api)).toEqual(history)
      }),
      runs,
    )
  })

  test('ids are ones that the api takes, each call has its own, and results follow their calls', () => {
    fc.assert(
      fc.property(arbitraryTurns({ ...extras, hostileIds: true }), (turns) => {
        const history = write(from.api, turns)
        const converted = readAll(to.api, convert(history, to.api, from.api))
        const callIds = idsOf(converted, 'tool_call')
        for (const id of callIds) expect(id).toMatch(to.ids ?? /^/)
        expect(new Set(callIds).size).toBe(callIds.length)
        const before = { calls: idsOf(turns, 'tool_call'), results: idsOf(turns, 'tool_result') }
        expect(callIds.length).toBe(before.calls.length)
        expect(idsOf(converted, 'tool_result')).toEqual(
          before.results.map((id) => callIds[before.calls.indexOf(id)]),
        )
        expect(convert(history, to.api, from.api)).toEqual(convert(history, to.api, from.api))
      }),
      runs,
    )
  })
})

function idsOf(turns: Turn[], type: 'tool_call' | 'tool_result'): (string | undefined)[] {
  return turns.flatMap(({ parts }) => parts.flatMap((part) => (part.type === type ? [part.id] : [])))
}

test.each(formats)('mixed histories say the same in $api', ({ api }) => {
  fc.assert(
    fc.property(
      arbitraryTurns(),
      fc.array(fc.constantFrom(...formats), { minLength: 20, maxLength: 20 }),
      (turns, choice) => {
        const history = turns.flatMap((turn, index) => write(choice[index % 20]?.api ?? api, [turn]))
        const converted = convert(history, api)
        expect(readAll(api, converted)).toEqual(normal(turns))
        expect(converted.every((message) => formatOf(api).owns(message))).toBe(true)
      },
    ),
    runs,
  )
})

test.each(formats)('what was converted for $api stays the same when the conversation goes on', ({ api }) => {
  fc.assert(
    fc.property(arbitraryTurns({ hostileIds: true }), fc.nat(), (turns, cut) => {
      for (const from of formats) {
        const start = cut % turns.length
        // A turn of the assistant is the last of the prefix, so that no later message joins it.
        if (turns[start]?.role !== 'assistant' || turns[start + 1]?.role !== 'user') continue
        const prefix = convert(write(from.api, turns.slice(0, start + 1)), api, from.api)
        const whole = convert(write(from.api, turns), api, from.api)
        expect(whole.slice(0, prefix.length)).toEqual(prefix)
      }
    }),
    runs,
  )
})

/** What the arbitrary conversations may hold beside texts, tool calls, tool results and images as data. */
interface Extras {
  /** Also ids that few apis accept. */
  hostileIds?: boolean
  errors?: boolean
  refusals?: boolean
  urls?: boolean
}

const plainId = fc.stringMatching(/^[\w-]{1,32}$/)

/** Conversations in which the user and the assistant alternate, and every call is answered in the turn behind it. */
function arbitraryTurns(extras: Extras = {}): fc.Arbitrary<Turn[]> {
  const words = fc.string({ unit: 'binary' }).filter((text) => text.trim() !== '')
  const text = fc.record({ type: fc.constant('text' as const), text: words })
  const refusal = fc.record({ type: fc.constant('refusal' as const), text: words })
  const imageType = fc.constantFrom('image/png', 'image/jpeg', 'image/gif', 'image/webp')
  const data = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64'))
  const image: fc.Arbitrary<MediaPart> = fc.record({
    type: fc.constant('image' as const),
    data,
    mediaType: imageType,
  })
  const webImage: fc.Arbitrary<MediaPart> = fc.record({
    type: fc.constant('image' as const),
    url: fc.webUrl().filter((url) => !/\.\w+$/.test(url)),
  })
  // As they are after a round through JSON: keys that look like numbers come first, and so on.
  const json = fc
    .dictionary(fc.string(), fc.jsonValue())
    .map((value) => JSON.stringify(JSON.parse(JSON.stringify(value))))
  const id = extras.hostileIds
    ? fc.oneof(plainId, fc.string({ unit: 'binary' }), fc.string({ minLength: 65 }))
    : plainId
  const call = fc.record({ id, name: fc.stringMatching(/^[a-z_]{1,20}$/), arguments: json })
  const result = fc.record({
    text: fc.oneof(words, json),
    isError: extras.errors ? fc.boolean() : fc.constant(false),
  })

  const userParts = fc.array(extras.urls ? fc.oneof(text, image, webImage) : fc.oneof(text, image), {
    minLength: 1,
    maxLength: 3,
  })
  const reply = fc.record({
    texts: fc.array(text, { maxLength: 2 }),
    refusal: extras.refusals ? fc.option(refusal, { nil: undefined }) : fc.constant(undefined),
    calls: fc.array(fc.tuple(call, result, fc.nat()), { maxLength: 3 }),
    last: text,
  })
  return fc.array(fc.record({ user: userParts, reply }), { minLength: 1, maxLength: 4 }).map((exchanges) => {
    const seen = new Set<string | undefined>()
    return exchanges.flatMap(({ user, reply }) => exchange(user, reply, seen))
  })
}

interface Reply {
  texts: TextPart[]
  refusal: TextPart | undefined
  calls: [call: Omit<ToolCallPart, 'type'>, result: { text: string; isError: boolean }, order: number][]
  last: TextPart
}

function exchange(user: Turn['parts'], reply: Reply, seen: Set<string | undefined>): Turn[] {
  const { texts, refusal, last } = reply
  const calls = reply.calls.map(([call, ...rest]) => {
    let { id } = call
    for (let count = 2; seen.has(id); count++) id = `${call.id}-${count}`
    seen.add(id)
    return [{ ...call, id }, ...rest] as const
  })
  const turns: Turn[] = [{ role: 'user', parts: user }]
  const said = refusal ? [...texts, refusal] : texts
  if (!calls.length)
    return [...turns, { role: 'assistant', parts: [...said, ...(said.length ? [] : [last])] }]
  const results = calls.toSorted(([, , a], [, , b]) => a - b)
  turns.push({
    role: 'assistant',
    parts: [...said, ...calls.map(([call]): ToolCallPart => ({ type: 'tool_call', ...call }))],
  })
  turns.push({
    role: 'user',
    parts: results.map(
      ([{ id, name }, { text, isError }]): ToolResultPart => ({
        type: 'tool_result',
        id,
        name,
        content: [{ type: 'text', text }],
        isError,
      }),
    ),
  })
  return [...turns, { role: 'assistant', parts: [last] }]
}
