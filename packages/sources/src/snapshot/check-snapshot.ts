import { BuildError, readTemplate } from '@understudy/compiler'
import type { SourceTemplate } from '../source/source.ts'
import { pulledFrom } from './snapshot-source.ts'

/** Looks at every template that was pulled, also at those that no chain needs, and tells what is not as the lock has it. */
export function checkSnapshot(templates: readonly SourceTemplate[]): BuildError[] {
  const errors: BuildError[] = []
  for (const template of templates) {
    if (pulledFrom(template) === undefined) continue
    try {
      const { prompt, environment, file, version, digest, text } = template
      readTemplate({ prompt, environment, file, version, digest, text })
    } catch (error) {
      if (!(error instanceof BuildError)) throw error
      errors.push(error)
    }
  }
  return errors
}
