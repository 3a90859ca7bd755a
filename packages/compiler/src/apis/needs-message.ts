import type { Template } from '../template/template.ts'
import type { ApiObjection } from './api-definition.ts'
import { separateSystem } from './system-text.ts'

/** Objects to a template that is nothing but system text, for apis that have it apart. */
export function needsMessage(template: Template): ApiObjection | undefined {
  if (separateSystem(template).rest.length > 0) return undefined
  return {
    path: ['messages'],
    summary: `${template.api} requires a message beside the system text`,
    hint: 'Add a message with `role: user`.',
  }
}
