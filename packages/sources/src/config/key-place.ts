/** Lines and columns count from 1. */
export interface TextPlace {
  line: number
  column: number
}

/** Comments, texts, names, numbers and what gives a module's code its structure. */
const TOKENS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|`(?:\\[\s\S]|[^`\\])*`|(['"])((?:\\.|(?!\1)[^\\\n])*)\1|[\p{ID_Start}$_][\p{ID_Continue}$]*|[\d.]+|[{}[\](),:]/gu

/** A pair of brackets. */
interface Level {
  bracket: string
  /** The key, or in a list the index, that is being read. */
  key: string | undefined
  index: number
  /** Whether what comes next begins an entry of an object or a list. */
  isStart: boolean
}

/**
 * Finds where a key stands in the objects that a module writes out, by its path: `['chains', 'rag-qa', '1']`; else the
 * beginning of the path.
 *
 * What is behind `export default` counts first, then what is above it, which may be spread into it. It is no parser:
 * it tells a message where to point.
 */
export function keyPlace(text: string, path: readonly string[]): TextPlace | undefined {
  const exported = text.indexOf('export default')
  const keys = [...keysIn(text)]
  for (let length = path.length; length > 0; length--) {
    const wanted = JSON.stringify(path.slice(0, length))
    const found = keys.filter((key) => key.path === wanted)
    const best = found.find(({ offset }) => offset > exported) ?? found[0]
    if (best) return textPlace(text, best.offset)
  }
  return undefined
}

/** The line and the column of an offset. */
export function textPlace(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

function* keysIn(text: string): Generator<{ path: string; offset: number }> {
  const levels: Level[] = []
  for (const { 0: token, 2: quoted, index: offset } of text.matchAll(TOKENS)) {
    if (/^\/[/*]/.test(token)) continue
    const level = levels.at(-1)
    if (level?.isStart && !/^[}\]),]$/.test(token)) {
      level.isStart = false
      level.key = level.bracket === '[' ? String(level.index) : (quoted ?? token)
      yield { path: JSON.stringify(levels.flatMap(({ key }) => key ?? [])), offset }
    }
    if (/^[{[(]$/.test(token)) {
      levels.push({ bracket: token, key: undefined, index: 0, isStart: token !== '(' })
    } else if (/^[}\])]$/.test(token)) {
      levels.pop()
    } else if (token === ',' && level && level.bracket !== '(') {
      Object.assign(level, { key: undefined, index: level.index + 1, isStart: true })
    }
  }
}
