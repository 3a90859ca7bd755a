import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { type Position, positionAt } from './position.ts'

/** A key path into a YAML document, for instance `['messages', 1, 'content']`. */
export type YamlPath = readonly (string | number)[]

interface Entry {
  path: YamlPath
  /** Offset of the entry's key, or of the entry itself where it has none. */
  start: number
  scalar?: ScalarEvent
}

/**
 * Finds where things stand in a YAML text. Parses the text once more, so it is only made to report a
 * problem.
 */
export class YamlPositions {
  readonly #text: string
  readonly #entries: Entry[]

  constructor(text: string) {
    this.#text = text
    this.#entries = readEntries(text)
  }

  /** The key or item at a path; where there is none, its nearest ancestor. */
  of(path: YamlPath): Position {
    for (let depth = path.length; depth >= 0; depth--) {
      const entry = this.#find(path.slice(0, depth))
      if (entry) return positionAt(this.#text, entry.start)
    }
    return { line: 1, column: 1 }
  }

  /** The place of an offset within the string at a path, followed through quotes, escapes and folding. */
  inString(path: YamlPath, offset: number): Position {
    const scalar = this.#find(path)?.scalar
    if (!scalar) return this.of(path)
    const visible = getScalarValue(this.#text, scalar).slice(0, offset).replace(/\s/g, '').length
    const raw = this.#text.slice(scalar.valueStart, scalar.valueEnd)
    return positionAt(this.#text, scalar.valueStart + skipVisible(raw, scalar.style, visible))
  }

  #find(path: YamlPath): Entry | undefined {
    return this.#entries.find(
      (e) => e.path.length === path.length && path.every((part, i) => e.path[i] === part),
    )
  }
}

/**
 * The offset in a scalar's raw text behind its first `count` visible characters. White space is left
 * out of the count, since it is what block and folded styles change.
 */
function skipVisible(raw: string, style: number, count: number): number {
  let index = 0
  for (let seen = 0; index < raw.length; ) {
    let length = 1
    let visible = /\S/.test(raw.charAt(index))
    if (style === SCALAR_STYLE.DOUBLE_QUOTED && raw[index] === '\\') {
      const code = raw.charAt(index + 1)
      length = { x: 4, u: 6, U: 10 }[code] ?? 2
      visible = !/[\sntr_NLP]/.test(code)
    } else if (style === SCALAR_STYLE.SINGLE_QUOTED && raw.startsWith("''", index)) {
      length = 2
    }
    if (visible && seen++ === count) break
    index += length
  }
  return index
}

function readEntries(text: string): Entry[] {
  const entries: Entry[] = []
  const open: {
    path: YamlPath
    mapping: boolean
    index: number
    key: { name: string; start: number } | undefined
  }[] = []
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.POP) {
      open.pop()
      continue
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      open.push({ path: [], mapping: false, index: -1, key: undefined })
      continue
    }
    const parent = open.at(-1)
    if (!parent) break
    const start =
      event.type === EVENT_ID.SCALAR
        ? event.valueStart
        : event.type === EVENT_ID.ALIAS
          ? event.anchorStart
          : event.start
    if (parent.mapping && !parent.key) {
      const name = event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : ''
      parent.key = { name, start }
      continue
    }
    const isRoot = open.length === 1
    const path = isRoot ? [] : [...parent.path, parent.key?.name ?? parent.index++]
    entries.push({
      path,
      start: parent.key?.start ?? start,
      ...(event.type === EVENT_ID.SCALAR ? { scalar: event } : {}),
    })
    parent.key = undefined
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      open.push({ path, mapping: event.type === EVENT_ID.MAPPING, index: 0, key: undefined })
    }
  }
  return entries
}
