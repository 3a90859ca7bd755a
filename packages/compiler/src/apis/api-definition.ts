import type { Objection } from '../template/describe-issue.ts'
import type { Template } from '../template/template.ts'
import type { TemplateDocument } from '../template/template-schema.ts'
import type { BodyValue } from './body-value.ts'

/** How one wire format writes a template as a request body. */
export interface ApiDefinition {
  /** What this api cannot carry, if there is something. */
  check(document: TemplateDocument): Objection | undefined
  /** The body's fields besides the model and the parameters. */
  body(template: Template): [name: string, value: BodyValue][]
}
