import type { Attributes, AttributeValue } from '@opentelemetry/api'
import { names } from './names.ts'

/** What the apis call a parameter, in lower case and without `_`. */
const PARAMETERS: Readonly<Record<string, string>> = {
  temperature: names.temperature,
  topp: names.topP,
  topk: names.topK,
  maxtokens: names.maxTokens,
  maxcompletiontokens: names.maxTokens,
  maxoutputtokens: names.maxTokens,
  stop: names.stopSequences,
  stopsequences: names.stopSequences,
  seed: names.seed,
  frequencypenalty: names.frequencyPenalty,
  presencepenalty: names.presencePenalty,
}

/** The parameters of a template that the conventions have names for. */
export function requestAttributes(parameters: object): Attributes {
  const attributes: Attributes = {}
  for (const [key, value] of Object.entries(parameters)) {
    const plain = key.replaceAll('_', '').toLowerCase()
    const name = Object.hasOwn(PARAMETERS, plain) ? PARAMETERS[plain] : undefined
    const known = name === names.stopSequences ? textsOf(value) : numberOf(value)
    if (name !== undefined && known !== undefined) attributes[name] = known
  }
  return attributes
}

function numberOf(value: unknown): AttributeValue | undefined {
  return typeof value === 'number' ? value : undefined
}

function textsOf(value: unknown): AttributeValue | undefined {
  const texts = [value].flat().filter((text) => typeof text === 'string')
  return texts.length > 0 ? texts : undefined
}
