import type { TemplateInput } from '@understudy/compiler'
import { templateYaml } from './template-yaml.ts'

/** How the files of a pull begin: who has no lock can tell them from those that somebody wrote. */
export const PULLED = '# Pulled from '

/**
 * A template as its file in the snapshot.
 *
 * @param source The name of the source.
 * @param name The prompt's name in the registry.
 */
export function printTemplate(source: string, name: string, template: TemplateInput): string {
  const head = `${PULLED}${quoted(source)}, where it is ${quoted(name)}. Edit it there, then run \`understudy pull\`.`
  return `${head}\n${templateYaml(template)}`
}

/** Nothing in a name can end the comment. */
function quoted(name: string): string {
  return JSON.stringify(name).replace(
    /[\p{Cc}\p{Cf}\u2028\u2029\ud800-\udfff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
