import type { Objection } from '../template/describe-issue.ts'
import type { TemplateDocument } from '../template/template-schema.ts'

/** Objects to parameters that would overwrite what Understudy writes itself. */
export function checkReservedParameters(
  document: TemplateDocument,
  reserved: readonly string[],
): Objection | undefined {
  const name = Object.keys(document.parameters).find((key) => reserved.includes(key))
  if (name === undefined) return undefined
  return {
    code: 'invalid_template',
    summary: `\`parameters.${name}\` would overwrite a part of the request that Understudy writes`,
    hint:
      name === 'stream'
        ? 'Remove it: whether an answer is streamed is the choice of the call, run or stream.'
        : `Remove it: it comes from the template's own keys.`,
    path: ['parameters', name],
  }
}
