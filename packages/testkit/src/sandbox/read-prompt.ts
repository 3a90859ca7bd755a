/** A piece of text that the prompt gives as a source. */
export interface Passage {
  /** Empty if the prompt gives none. */
  readonly title: string
  readonly text: string
}

/** What the sandbox provider sees in a prompt. */
export interface PromptContent {
  readonly passages: readonly Passage[]
  readonly question: string
}

const passageElement = /<passage\b([^>]*)>([\s\S]*?)<\/passage>/gi
const questionElement = /<question\b[^>]*>([\s\S]*?)<\/question>/gi
const questionLine = /^[ \t*#>]*question[ \t*]*:[ \t*]*\s*(\S[^\n]*)/gim
const numberedLine = /^\s*\[\d+\]\s+(.*)$/
const titleAndText = /^([^.!?:]{1,80}):\s+(\S.*)$/s

/**
 * Finds the passages and the question in the messages of a request. Passages are lines that begin with a number in
 * brackets (`[1] Title: text`) or `<passage title="…">` elements. The question is the last `Question: …` line or
 * `<question>` element; without one, the last line of the last message that ends in a question mark, else its last
 * line, passages apart.
 */
export function readPrompt(messages: readonly string[]): PromptContent {
  const text = messages.join('\n\n')
  const marked = [...text.matchAll(questionElement), ...text.matchAll(questionLine)]
    .sort((a, b) => a.index - b.index)
    .at(-1)
  const rest = text.replaceAll(questionElement, '\n').replaceAll(questionLine, '\n')
  return {
    passages: [...elementPassages(rest), ...linePassages(rest.replaceAll(passageElement, '\n')).passages],
    question: unescaped(marked?.[1] ?? looseQuestion(messages.at(-1) ?? '')).trim(),
  }
}

function elementPassages(text: string): Passage[] {
  return [...text.matchAll(passageElement)].map(([, attributes = '', content = '']) => ({
    title: unescaped(
      attributes
        .match(/\btitle\s*=\s*(?:"([^"]*)"|'([^']*)')/)
        ?.slice(1)
        .join('') ?? '',
    ),
    text: unescaped(content).trim(),
  }))
}

// A passage goes on until an empty line, a line that is a tag, or the next passage.
function linePassages(text: string): { passages: Passage[]; others: string[] } {
  const blocks: string[][] = []
  const others: string[] = []
  let open: string[] | undefined
  for (const line of text.split('\n')) {
    const start = line.match(numberedLine)
    if (start) {
      open = [start[1] ?? '']
      blocks.push(open)
    } else if (line.trim() === '' || line.trimStart().startsWith('<')) {
      open = undefined
    } else {
      const target = open ?? others
      target.push(line.trim())
    }
  }
  return { passages: blocks.map((lines) => titled(lines.join(' '))), others }
}

function titled(block: string): Passage {
  const [, title, text] = block.match(titleAndText) ?? []
  return title !== undefined && text !== undefined
    ? { title: title.trim(), text: text.trim() }
    : { title: '', text: block.trim() }
}

function looseQuestion(message: string): string {
  const { others } = linePassages(message.replaceAll(passageElement, '\n'))
  return others.findLast((line) => line.endsWith('?')) ?? others.at(-1) ?? ''
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
