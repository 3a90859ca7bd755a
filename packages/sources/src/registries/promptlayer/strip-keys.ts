import type { Json } from '@understudy/compiler'
import { isObject } from '../common/is-object.ts'

/**
 * An answer without the key of a provider of one's own, which PromptLayer sends along with each template.
 *
 * What its `custom_provider` has further is not needed, so that all of it goes, wherever it stands.
 */
export function stripKeys(answer: Json): Json {
  if (Array.isArray(answer)) return answer.map(stripKeys)
  if (!isObject(answer)) return answer
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => name !== 'custom_provider' && !/api_?key/i.test(name))
      .map(([name, value]) => [name, stripKeys(value)]),
  )
}
