import type { TemplateInput } from '@understudy/compiler'
import { dump } from 'js-yaml'

/** How the files of a pull begin: who has no lock can tell them from those that somebody wrote. */
export const PULLED = '# Pulled from '

/**
 * A template as its file in the snapshot: the same template always gives the same text.
 *
 * @param source The name of the source.
 * @param name The prompt's name in the registry.
 */
export function printTemplate(source: string, name: string, template: TemplateInput): string {
  const { provider, api, model, parameters, messages, tools, tool_choice, output, inputs } = template
  const ordered = { provider, api, model, parameters, messages, tools, tool_choice, output, inputs }
  // What YAML has no word for, such as undefined, goes the way it goes in JSON.
  const content: unknown = JSON.parse(JSON.stringify({ ...ordered, ...template }))
  const head = `${PULLED}${quoted(source)}, where it is ${quoted(name)}. Edit it there, then run \`understudy pull\`.`
  // Half a character cannot be written to a file, and must not count for the digest either.
  return `${head}\n${dump(content, { lineWidth: -1, noRefs: true })}`.toWellFormed()
}

/** Nothing in a name can end the comment. */
function quoted(name: string): string {
  return JSON.stringify(name).replace(
    /[\p{Cc}\p{Cf}\u2028\u2029\ud800-\udfff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
