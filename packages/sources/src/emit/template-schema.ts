import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Where in the output folder editors find the JSON Schema of a template, whatever the package manager's layout. */
export const TEMPLATE_SCHEMA = 'template.schema.json'

/** The JSON Schema of a template's YAML. */
export function templateSchema(): string {
  return readFileSync(
    createRequire(import.meta.url).resolve('@understudy/compiler/template.schema.json'),
    'utf8',
  )
}
