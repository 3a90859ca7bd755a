import type { MessageTemplate, Template } from '../template/template.ts'

/** A template's system text and the messages beside it, for apis that have it apart. */
export function separateSystem({ messages }: Template): {
  system: MessageTemplate[]
  rest: Template['messages']
} {
  const isSystem = (m: Template['messages'][number]): m is MessageTemplate =>
    m.kind === 'message' && (m.role === 'system' || m.role === 'developer')
  return { system: messages.filter(isSystem), rest: messages.filter((m) => !isSystem(m)) }
}
