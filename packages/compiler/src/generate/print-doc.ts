import type { Template } from '../template/template.ts'

/** A sign without width that is no space, unlike the one called so. */
const WORD_JOINER = '\u2060'

/** A doc comment of the given lines. */
export function printDoc(lines: readonly string[]): string[] {
  const safe = safeLines(lines.join('\n'))
  return safe.length === 1 ? [`/** ${safe[0]} */`] : ['/**', ...safe.map(docLine), ' */']
}

/** What stands between the ends of a doc comment of several lines. Comments that share a part print it once. */
export function docBody(text: string): string {
  return safeLines(text).map(docLine).join('\n')
}

/** A doc comment around what {@link docBody} gave. */
export function wrapDoc(body: string): string {
  return `/**\n${body}\n */`
}

/**
 * Lines for a comment. Nothing in them can end it, and none of their `@words` is a tag or a directive: `@deprecated`
 * would strike the prompt through, `@ts-ignore` hide what is wrong in the next line.
 */
function safeLines(text: string): string[] {
  return text
    .replaceAll('*/', '*\\/')
    .replace(/@(?<![^\s*/]@)/g, `${WORD_JOINER}@`)
    .split(/\r\n|[\n\r\u2028\u2029]/)
}

function docLine(line: string): string {
  return ` * ${line}`.trimEnd()
}

/** A template as Markdown: who answers, and its messages as written. */
export function templateDoc(template: Template): string {
  const messages = template.messages.flatMap((message) =>
    message.kind === 'history' ? ['[history]'] : [`[${message.role}]`, message.source.replace(/\n$/, '')],
  )
  const longest = Math.max(
    2,
    ...messages.flatMap((text) => (text.match(/`+/g) ?? []).map((run) => run.length)),
  )
  const fence = '`'.repeat(longest + 1)
  const head = `**${template.environment}** · ${template.provider} · ${template.model} · version ${template.version}`
  return `${head}\n${fence}mustache\n${messages.join('\n')}\n${fence}`
}
