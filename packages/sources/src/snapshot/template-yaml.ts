import type { TemplateInput } from '@understudy/compiler'
import { dump } from 'js-yaml'

/** A template as YAML: the same template always gives the same text. */
export function templateYaml(template: TemplateInput): string {
  const { provider, api, model, parameters, messages, tools, tool_choice, output, inputs } = template
  const ordered = { provider, api, model, parameters, messages, tools, tool_choice, output, inputs }
  // What YAML has no word for, such as undefined, goes the way it goes in JSON.
  const content: unknown = JSON.parse(withoutHalves(JSON.stringify({ ...ordered, ...template })))
  return dump(content, { lineWidth: -1, noRefs: true })
}

/** Half a character, which JSON escapes, cannot be written to a file, and must not count for the digest either. */
function withoutHalves(json: string): string {
  return json.replace(/\\(?:u(d[89a-f][\da-f]{2})|.)/g, (found, half?: string) => (half ? '\ufffd' : found))
}
