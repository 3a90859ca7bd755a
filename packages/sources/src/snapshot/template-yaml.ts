import type { TemplateInput } from '@understudy/compiler'
import { dump } from 'js-yaml'

/** A template as YAML: the same template always gives the same text. */
export function templateYaml(template: TemplateInput): string {
  const { provider, api, model, parameters, messages, tools, tool_choice, output, inputs } = template
  const ordered = { provider, api, model, parameters, messages, tools, tool_choice, output, inputs }
  // What YAML has no word for, such as undefined, goes the way it goes in JSON.
  const content: unknown = JSON.parse(JSON.stringify({ ...ordered, ...template }))
  // Half a character cannot be written to a file, and must not count for the digest either.
  return dump(content, { lineWidth: -1, noRefs: true }).toWellFormed()
}
