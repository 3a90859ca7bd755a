import type { MediaType, Template } from '../template/template.ts'
import type { BodyField } from './body-value.ts'
import type { OutputRules, ToolRules } from './schema-rules.ts'
import type { ParameterNames } from './translate-parameters.ts'

/** How one wire format writes a template as a request body. */
export interface ApiDefinition {
  /** What the api is called where its official SDK takes the model. */
  modelField: string
  /** Which media a slot can carry, and whether a URL will do or only base64 data. */
  media: { [type in MediaType]?: 'url_or_data' | 'data' }
  /** Where this api has the parameters that differ between apis. */
  parameters: ParameterNames
  /** Parameters that the template's own keys write. */
  reserved: readonly string[]
  /** What this api asks of an output schema, in the order of preference: the first that the schema can keep to counts. */
  output: readonly OutputRules[]
  /** What this api asks of tools. @default nothing */
  tools?: ToolRules
  /** What else this api cannot carry, if there is something. */
  check?(template: Template): ApiObjection | undefined
  /**
   * The body's fields besides the model and the parameters. Equal names of objects are merged.
   *
   * @param template Its output schema is as this api takes it.
   * @param isStrict Whether the rules that the output schema keeps to are strict.
   */
  body(template: Template, isStrict: boolean): BodyField[]
  /** The type of a turn of history, exported by `@understudy/runtime/history`. */
  historyType: string
}

/** What an api cannot carry: where in the template, why, and the next step. */
export interface ApiObjection {
  path: readonly (string | number)[]
  summary: string
  hint: string
}
