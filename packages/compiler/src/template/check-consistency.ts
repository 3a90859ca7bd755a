import type { ApiObjection } from '../apis/api-definition.ts'
import { nearest } from '../nearest.ts'
import type { TemplateDocument } from './template-schema.ts'

/** What is wrong between parts of a template that are each right by themselves. */
export function checkConsistency({
  messages,
  tools,
  tool_choice,
}: TemplateDocument): ApiObjection | undefined {
  return checkTools(tools, tool_choice) ?? checkSlots(messages)
}

function checkTools(
  tools: TemplateDocument['tools'],
  choice: TemplateDocument['tool_choice'],
): ApiObjection | undefined {
  const names = tools.map(({ name }) => name)
  for (const [i, { name, parameters }] of tools.entries()) {
    if (names.indexOf(name) < i) {
      return {
        path: ['tools', i, 'name'],
        summary: `two tools are named \`${name}\``,
        hint: 'Rename one of them.',
      }
    }
    if (parameters.type !== 'object') {
      return {
        path: ['tools', i, 'parameters'],
        summary: `the arguments of the tool \`${name}\` are no object`,
        hint: 'Write a JSON Schema with `type: object` and `properties:`.',
      }
    }
  }
  if (choice === undefined) return undefined
  if (names.length === 0) {
    return {
      path: ['tool_choice'],
      summary: 'there are no tools to choose',
      hint: 'Add `tools:`, or remove this key.',
    }
  }
  if (typeof choice === 'string' || names.includes(choice.name)) return undefined
  const guess = nearest(choice.name, names)
  return {
    path: ['tool_choice', 'name'],
    summary: `there is no tool \`${choice.name}\``,
    hint: guess
      ? `Did you mean \`${guess}\`?`
      : `The tools are ${names.map((name) => `\`${name}\``).join(', ')}.`,
  }
}

function checkSlots(messages: TemplateDocument['messages']): ApiObjection | undefined {
  const names = new Set<string>()
  for (const [i, message] of messages.entries()) {
    if (message === 'history') continue
    for (const [k, { name }] of message.media.entries()) {
      const path = ['messages', i, 'media', k, 'name']
      if (message.role === 'system' || message.role === 'developer') {
        return {
          path,
          summary: 'system text carries no media',
          hint: 'Move the slot to a message with `role: user`.',
        }
      }
      if (names.has(name))
        return { path, summary: `two media slots are named \`${name}\``, hint: 'Rename one of them.' }
      names.add(name)
    }
  }
  return undefined
}
