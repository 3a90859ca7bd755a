import { HistoryError } from './history-error.ts'
import type { HistoryFormat, Reject } from './history-format.ts'
import { type Entry, linkTools } from './link-tools.ts'
import type { Turn } from './turn.ts'

/**
 * Converts a history, so that an api can go on with a conversation that others began.
 *
 * @param history Messages of one or of several apis, in order.
 * @param to The api to convert for, for instance `anthropic.messages`.
 * @param from The api of all the messages. @default each message's own, told by its shape
 * @returns A new list. Messages of the api itself are in it as they are, the very same objects, unless they have
 * to be joined with a converted neighbour.
 * @throws {HistoryError} when a message cannot be converted.
 */
export type HistoryConverter = (history: readonly object[], to: string, from?: string) => object[]

/**
 * Makes a converter between the apis whose formats it is given; others stay out of the bundle.
 *
 * Texts, refusals, tool calls, tool results, images, audio and documents are kept, in order, as far as the api has
 * them; a refusal becomes text where there is none, and arguments that are no JSON object are wrapped in one, under
 * the name `invalid_json`, where the api wants an object. Reasoning, its signatures and the traces of tools that a
 * provider ran itself are bound to that provider, and left out. System messages go to the OpenAI apis; the others
 * take instructions from the template only.
 *
 * @example
 * ```ts
 * const convert = createHistoryConverter(openaiChat, anthropicMessages)
 * const messages = convert(history, 'anthropic.messages')
 * ```
 */
// @__NO_SIDE_EFFECTS__
export function createHistoryConverter(...formats: readonly HistoryFormat[]): HistoryConverter {
  const formatOf = (api: string) => {
    const format = formats.find((format) => format.api === api)
    if (!format) {
      throw new HistoryError(
        'missing_format',
        api,
        `The history converter was not given the format of ${api}.`,
      )
    }
    return format
  }

  return (history, to, from) => {
    const target = formatOf(to)
    const source = from === undefined ? undefined : formatOf(from)
    if (source === target) return [...history]

    const entries = history.map((message, index): Entry => {
      const format =
        message === Object(message)
          ? (source ?? [target, ...formats].find((format) => format.owns(message)))
          : undefined
      if (!format) {
        const known = formats.map(({ api }) => api).join(', ')
        throw new HistoryError('unknown_message', to, `it has the shape of none of ${known}.`, index)
      }
      return { message, turn: format.read(message), native: format === target }
    })
    if (entries.every(({ native }) => native)) return [...history]

    linkTools(entries, target.ids)
    return writeEntries(entries, target)
  }
}

function writeEntries(entries: readonly Entry[], target: HistoryFormat): object[] {
  const reject: Reject = (part, reason) => {
    const index = entries.findIndex(({ turn }) =>
      turn.parts.some(
        (other) =>
          other === part || (other.type === 'tool_result' && other.content.some((piece) => piece === part)),
      ),
    )
    const what = part.type === 'other' ? part.what : part.type.replace('_', ' ')
    throw new HistoryError(
      'unsupported_part',
      target.api,
      `${target.api} cannot carry its ${what}${reason ? ` (${reason})` : ''}.`,
      index,
    )
  }

  const written: object[] = []
  const converted = new Set<object>()
  const add = (message: object, native: boolean) => {
    const before = written.at(-1)
    const joined = before && !(native && !converted.has(before)) ? target.join?.(before, message) : undefined
    if (joined) written.pop()
    if (joined || !native) converted.add(joined ?? message)
    written.push(joined ?? message)
  }

  let turns: Turn[] = []
  const flush = () => {
    for (const message of target.write(turns, reject, written.length)) add(message, false)
    turns = []
  }
  for (const { message, turn, native } of entries) {
    if (native) {
      flush()
      add(message, true)
      continue
    }
    const before = turns.at(-1)
    if (before?.role === turn.role && (turn.role === 'assistant' || target.join)) {
      turns[turns.length - 1] = { ...before, parts: [...before.parts, ...turn.parts] }
    } else turns.push(turn)
  }
  flush()
  return written
}
