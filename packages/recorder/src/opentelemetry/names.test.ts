import * as stable from '@opentelemetry/semantic-conventions'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { expect, test } from 'vitest'
import { metricNames, names, ownNames } from './names.ts'
import { providerName } from './provider-name.ts'

const known = { ...stable, ...incubating }
const valuesOf = (prefix: string): unknown[] =>
  Object.entries(known).flatMap(([key, value]) => (key.startsWith(prefix) ? [value] : []))

test.each(Object.entries(names))('%s is a name of the conventions', (_, name) => {
  expect(valuesOf('ATTR_')).toContain(name)
})

test('so are the metrics, the operations and the types of tokens', () => {
  const { METRIC_GEN_AI_CLIENT_TOKEN_USAGE, METRIC_GEN_AI_CLIENT_OPERATION_DURATION } = incubating
  expect(metricNames.tokens.name).toBe(METRIC_GEN_AI_CLIENT_TOKEN_USAGE)
  expect(metricNames.duration.name).toBe(METRIC_GEN_AI_CLIENT_OPERATION_DURATION)
  expect(valuesOf('GEN_AI_OPERATION_NAME_VALUE_')).toEqual(
    expect.arrayContaining(['chat', 'generate_content', 'invoke_workflow']),
  )
  expect(valuesOf('GEN_AI_TOKEN_TYPE_VALUE_')).toEqual(expect.arrayContaining(['input', 'output']))
})

test('the buckets grow as the conventions say: by four from 1, and by two from 0.01', () => {
  expect(metricNames.tokens.buckets).toEqual(Array.from({ length: 14 }, (_, power) => 4 ** power))
  expect(metricNames.duration.buckets).toEqual(Array.from({ length: 14 }, (_, power) => 2 ** power / 100))
})

test.each([
  'openai',
  'anthropic',
  'google',
  'gemini',
  'vertex',
  'bedrock',
  'azure',
  'mistral',
  'xai',
  'groq',
])('%s has a name in the conventions', (provider) => {
  expect(valuesOf('GEN_AI_PROVIDER_NAME_VALUE_')).toContain(providerName(provider))
})

test('a provider that the conventions do not know keeps its name', () => {
  expect(providerName('in-house')).toBe('in-house')
  expect(providerName('constructor')).toBe('constructor')
})

test('our own names stay out of the conventions', () => {
  for (const name of Object.values(ownNames)) expect(name).toMatch(/^understudy\./)
})
