import { expect, test } from 'vitest'
import * as sources from '../../config.ts'

/** As somebody calls a source whose editor knows no types. */
const call = (name: string, ...args: unknown[]): unknown => {
  const make: unknown = Reflect.get(sources, name)
  return typeof make === 'function' ? make(...args) : undefined
}

const base = { baseUrl: 'https://registry.example' }

/** Every source, with options that are right. */
const right: Record<string, unknown[]> = {
  folder: ['prompts'],
  freeplayBundle: ['bundle', { project: 'p', environments: { prod: 'production' }, flavors: {} }],
  dotprompt: ['prompts', { environment: 'live', providers: {} }],
  freeplay: [{ project: ['p', 'q'], prefix: () => '', flavors: {}, keyVariable: 'K', ...base }],
  registry: [{ url: 'https://registry.example', project: 'all', prompts: ['a'], keyVariable: 'K' }],
  langfuse: [{ environments: { prod: 'production' }, prompts: ['a'], ...base }],
  phoenix: [base],
  langsmith: [{ providers: { m: { provider: 'groq', api: 'openai.chat' } } }],
  braintrust: [{ project: 'Support' }],
  promptLayer: [{ environments: undefined }],
  mlflow: [base],
}

test.each(Object.entries(right))('%s takes what its types say', (name, args) => {
  expect(call(name, ...args)).toMatchObject({ name: expect.any(String) })
})

test.each(Object.entries(right))('%s refuses an option that it does not know', (name, args) => {
  if (name === 'folder') return expect(() => call(name, 7)).toThrow('folder(): expected the path of a folder')
  const options = { ...Object(args.at(-1)), labels: ['x'] }
  expect(() => call(name, ...args.slice(0, -1), options)).toThrow(`${name}(): unknown key \`labels\``)
})

test.each([
  ['freeplay', {}, '`project`: expected the id of a project'],
  ['freeplay', { project: 'p', prefix: 'x' }, '`prefix`: expected a function'],
  ['freeplay', undefined, 'expected object'],
  ['mlflow', {}, '`baseUrl`: expected string, received undefined\n  → Give it a value.'],
  ['braintrust', { project: 7 }, '`project`: expected string'],
  ['langfuse', { environments: ['prod'] }, '`environments`: expected record'],
  ['langsmith', { providers: { m: 'openai' } }, '`providers.m`: expected object'],
])('%s of %j is an error that names the option', (name, options, text) => {
  expect(() => call(name, options)).toThrow(text)
})
