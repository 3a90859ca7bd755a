/**
 * A string made along a regular expression, with up to `more` repetitions beyond the fewest. Undefined where the
 * expression uses something that no string is made for here (look-around, back references). The
 * result is a guess, to be tested against the expression.
 */
export function samplePattern(pattern: string, more: number): string | undefined {
  const reader: Reader = { text: pattern, at: 0, more }
  const sample = readChoices(reader)
  return reader.at === pattern.length ? sample : undefined
}

interface Reader {
  text: string
  at: number
  more: number
}

const classes: { readonly [letter: string]: string } = { d: '1', w: 'a', s: ' ', D: 'a', W: '-', S: 'a' }
const controls: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  f: '\f',
  v: '\v',
  0: '\0',
}

/** Alternatives up to the end of a group: one that can be made, another for each `more`. */
function readChoices(reader: Reader): string | undefined {
  const choices: string[] = []
  for (;;) {
    const choice = readSequence(reader)
    if (choice !== undefined) choices.push(choice)
    if (reader.text[reader.at] !== '|') return choices[reader.more % choices.length]
    reader.at++
  }
}

function readSequence(reader: Reader): string | undefined {
  let sample: string | undefined = ''
  while (reader.at < reader.text.length && !'|)'.includes(reader.text.charAt(reader.at))) {
    const atom = readAtom(reader)
    const times = readTimes(reader)
    sample = atom === undefined || sample === undefined ? undefined : sample + atom.repeat(times)
  }
  return sample
}

function readAtom(reader: Reader): string | undefined {
  const char = String.fromCodePoint(reader.text.codePointAt(reader.at) ?? 0)
  reader.at += char.length
  if (char === '^' || char === '$') return ''
  if (char === '.') return 'a'
  if (char === '\\') return readEscape(reader)
  if (char === '[') return readClass(reader)
  if (char !== '(') return char
  const kind = /^\?(?::|<[^=!][^>]*>)/.exec(reader.text.slice(reader.at))?.[0]
  const isLookAround = kind === undefined && reader.text[reader.at] === '?'
  reader.at += kind?.length ?? 0
  const inner = readChoices(reader)
  reader.at++
  return isLookAround ? undefined : inner
}

function readEscape(reader: Reader): string | undefined {
  const letter = reader.text.charAt(reader.at++)
  const code = /^(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2}))/.exec(
    reader.text.slice(reader.at - 1),
  )
  if (code) {
    reader.at += code[0].length - 1
    return String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16))
  }
  if (letter === 'b' || letter === 'B') return ''
  const property = /^[pP]\{[^}]*\}/.exec(reader.text.slice(reader.at - 1))?.[0]
  if (property !== undefined) {
    reader.at += property.length - 1
    return characterOf(`[\\${property}]`)
  }
  if (/[1-9kc]/.test(letter)) return undefined
  return classes[letter] ?? controls[letter] ?? letter
}

function readClass(reader: Reader): string | undefined {
  const start = reader.at - 1
  while (reader.at < reader.text.length && reader.text[reader.at] !== ']') {
    reader.at += reader.text[reader.at] === '\\' ? 2 : 1
  }
  return characterOf(reader.text.slice(start, ++reader.at))
}

/** A character that a class allows, a plain one if it can be. */
function characterOf(source: string): string | undefined {
  const regex = new RegExp(source, 'u')
  for (const char of `a1A -_.${source.slice(1)}`) if (regex.test(char)) return char
  for (let code = 0x20; code < 0x3000; code++) {
    if (regex.test(String.fromCodePoint(code))) return String.fromCodePoint(code)
  }
  return undefined
}

function readTimes(reader: Reader): number {
  const quantifier = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(reader.text.slice(reader.at))
  if (!quantifier) return 1
  reader.at += quantifier[0].length
  const [text, from, comma, to] = quantifier
  const least = from === undefined ? Number(text[0] === '+') : Number(from)
  const isOpen = text[0] === '*' || text[0] === '+' || (comma === ',' && to === '')
  const most = text[0] === '?' ? 1 : isOpen ? Number.POSITIVE_INFINITY : Number(to || least)
  return Math.min(most, least + reader.more, 10_000)
}
