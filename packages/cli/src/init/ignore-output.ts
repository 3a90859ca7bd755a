/** A .gitignore with the output folder in it; the same text when it is there already. */
export function ignoreOutput(text: string, output: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ''))
  if (lines.includes(output)) return text
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const before = text === '' || text.endsWith('\n') ? text : text + newline
  return `${before}${output}/${newline}`
}
