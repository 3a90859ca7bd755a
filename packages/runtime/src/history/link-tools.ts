import type { ToolCallPart, ToolResultPart, Turn } from './turn.ts'

/** A message of the history, read. */
export interface Entry {
  readonly message: object
  readonly turn: Turn
  /** Whether the message is sent as it is. */
  native: boolean
}

/** A call that has no result yet. */
interface OpenCall {
  readonly id: string | undefined
  readonly call: ToolCallPart
  /** Counts the assistant's replies; one reply may be several messages. */
  readonly reply: number
}

/**
 * Ties every tool result to its call: calls get ids that the api accepts, different calls different ones, and results
 * the id and the name of their call. A native message whose result has to change is native no longer.
 */
export function linkTools(entries: readonly Entry[], ids: RegExp = /^/): void {
  const taken = new Set(
    entries.flatMap(({ native, turn }) =>
      turn.parts.map((part) => (native && part.type === 'tool_call' ? part.id : undefined)),
    ),
  )
  let nameless = 0
  const fit = (id: string) => (ids.test(id) ? id : `call_${digest(id)}`)
  const claim = (id = `call_${++nameless}`) => {
    let claimed = fit(id)
    for (let attempt = 2; taken.has(claimed); attempt++) claimed = `call_${digest(`${attempt} ${id}`)}`
    taken.add(claimed)
    return claimed
  }

  const open = new Set<OpenCall>()
  let reply = 0
  let speaker = ''
  for (const entry of entries) {
    const { role, parts } = entry.turn
    if (role === 'assistant' && speaker !== role) reply++
    speaker = role
    for (const part of parts) {
      if (part.type === 'tool_call') {
        open.add({ id: part.id, call: part, reply })
        if (!entry.native) part.id = claim(part.id)
      } else if (part.type === 'tool_result') {
        const answered = findCall(open, part)
        if (answered) {
          open.delete(answered)
          part.name = answered.call.name
        }
        // A result without a call is the caller's mistake, for the api to report.
        const id = answered ? answered.call.id : part.id === undefined ? claim() : fit(part.id)
        if (id !== part.id && answered) entry.native = false
        if (!entry.native) part.id = id
      }
    }
  }
}

/** The call that a result answers: by id, else by name and order. Of several, the first of the latest reply. */
function findCall(open: Iterable<OpenCall>, { id, name }: ToolResultPart): OpenCall | undefined {
  let byId: OpenCall | undefined
  let byName: OpenCall | undefined
  for (const call of open) {
    if (id !== undefined && call.id === id) {
      if (!byId || call.reply > byId.reply) byId = call
    } else if (id === undefined || call.id === undefined) {
      const same = name === undefined || name === call.call.name
      if (same && (!byName || call.reply > byName.reply)) byName = call
    }
  }
  return byId ?? byName
}

/** A few letters and digits that stand for a text (FNV-1a, 32 bits). */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(36)
}
