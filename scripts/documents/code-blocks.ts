/** A block of code in a document. */
export interface CodeBlock {
  /** The document, relative to the repository. */
  readonly file: string
  /** The line of its first line, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  /** Why nothing checks it: what `<!-- unchecked: … -->` before it says. */
  readonly unchecked: string | undefined
}

/** The blocks of code in a document, in order. */
export function codeBlocks(file: string, markdown: string): CodeBlock[] {
  const block = /^(?:<!-- unchecked: (.+) -->\n+)?(```+)(\w+)\n([\s\S]*?)^\2$/gm
  return [...markdown.matchAll(block)].map((match) => {
    const [whole, unchecked, fence = '', language = '', text = ''] = match
    const start = match.index + whole.indexOf(fence)
    return { file, line: markdown.slice(0, start).split('\n').length + 1, language, text, unchecked }
  })
}
