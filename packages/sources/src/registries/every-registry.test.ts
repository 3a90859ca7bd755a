import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as config from '../config.ts'

/** What is enough for each source to be made. */
const options = { project: 'p', url: 'https://registry.example', baseUrl: 'https://registry.example' }

function isRemote(name: string): boolean {
  const make: unknown = Reflect.get(config, name)
  if (typeof make !== 'function' || name === 'defineSource' || /^[A-Z]/.test(name)) return false
  // Sources refuse options that they do not have.
  const some = [['project', 'baseUrl'], ['project', 'url'], ['baseUrl']].map((keys) =>
    Object.fromEntries(Object.entries(options).filter(([key]) => keys.includes(key))),
  )
  return some.some((given) => {
    try {
      const made: unknown = make(given)
      return typeof made === 'object' && made !== null && 'kind' in made && made.kind === 'remote'
    } catch {
      return false
    }
  })
}

test('every remote source is tried against a hostile registry', () => {
  const remote = Object.keys(config).filter(isRemote)
  const tests = globSync('*/*.test.ts', { cwd: import.meta.dirname })
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n')
  const tried = [...tests.matchAll(/^describeHostileRegistry\(\{[\s\S]*?^ {2}source: \(url\) => (\w+)\(/gm)]
  expect(tried.map(([, name]) => name).toSorted()).toEqual(remote.toSorted())
  expect(remote).toContain('registry')
})
