import type { Template } from '../template/template.ts'

/** A doc comment of the given lines; nothing in them can end it. */
export function printDoc(lines: readonly string[]): string[] {
  const safe = lines
    .join('\n')
    .replaceAll('*/', '*\\/')
    .split(/\r\n|[\n\r\u2028\u2029]/)
  if (safe.length === 1) return [`/** ${safe[0]} */`]
  return ['/**', ...safe.map((line) => ` * ${line}`.trimEnd()), ' */']
}

/** A template as Markdown: who answers, and its messages as written. */
export function templateDoc(template: Template): string[] {
  const messages = template.messages.flatMap((message) =>
    message.kind === 'history' ? ['[history]'] : [`[${message.role}]`, message.source.replace(/\n$/, '')],
  )
  const longest = Math.max(
    2,
    ...messages.flatMap((text) => (text.match(/`+/g) ?? []).map((run) => run.length)),
  )
  const fence = '`'.repeat(longest + 1)
  const head = `**${template.environment}** · ${template.provider} · ${template.model} · version ${template.version}`
  return [head, `${fence}mustache`, ...messages, fence]
}
