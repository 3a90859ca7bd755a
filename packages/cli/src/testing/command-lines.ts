/** The arguments of every call of `understudy` in the lines of a shell script; what is only mentioned is none. */
export function commandLines(script: string): string[][] {
  const called = /^\s*(?:- run: |run: |\$ )?(?:npx |pnpm exec )?understudy( .*)?$/
  return script.split('\n').flatMap((line) => {
    const [, rest] = called.exec(line) ?? []
    return rest === undefined ? [] : [splitWords(rest)]
  })
}

/** The words of a command up to its end: a pipe, a redirection, a comment, or what follows. */
function splitWords(text: string): string[] {
  const words: string[] = []
  for (const [, single, double, bare] of text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    if (bare !== undefined && /^(?:[|>#]|&&|;)/.test(bare)) break
    words.push(single ?? double ?? bare ?? '')
  }
  return words
}
