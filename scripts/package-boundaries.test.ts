import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Who may import whom. `types` stands for type-only imports. */
const allowed: { [package_: string]: { [dependency: string]: 'all' | 'types' } } = {
  runtime: {},
  compiler: { runtime: 'types' },
  sources: { compiler: 'all' },
  unplugin: { sources: 'all', compiler: 'all' },
  recorder: { runtime: 'types' },
  registry: { compiler: 'all' },
  cli: { sources: 'all', compiler: 'all', runtime: 'all', registry: 'all' },
  testkit: { runtime: 'all', compiler: 'all', sources: 'all', unplugin: 'all', cli: 'all', registry: 'all' },
}

interface Manifest {
  dependencies?: { [name: string]: string }
  peerDependencies?: { [name: string]: string }
  peerDependenciesMeta?: { [name: string]: { optional?: boolean } }
  devDependencies?: { [name: string]: string }
}

interface Import {
  specifier: string
  typeOnly: boolean
}

/** The packages and modules that a file imports, statically or dynamically; relative ones left out. */
function importsOf(source: string): Import[] {
  const { staticImports, staticExports, dynamicImports } = parseSync('module.ts', source).module
  const isTypeOnly = (entries: readonly { isType: boolean }[]): boolean =>
    entries.length > 0 && entries.every((entry) => entry.isType)
  const imports = [
    ...staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      typeOnly: isTypeOnly(entries),
    })),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest ? [{ specifier: moduleRequest.value, typeOnly: isType }] : [],
      ),
    ),
    ...dynamicImports.flatMap(({ moduleRequest }) => {
      const [, specifier] = /^['"](.*)['"]$/.exec(source.slice(moduleRequest.start, moduleRequest.end)) ?? []
      return specifier === undefined ? [] : [{ specifier, typeOnly: false }]
    }),
  ]
  return imports.filter(({ specifier }) => !specifier.startsWith('.'))
}

const packages = globSync('packages/*/package.json', { cwd: root }).map(
  (file) => file.split(/[\\/]/)[1] ?? '',
)

test('every package has its rule', () => {
  expect(packages.toSorted()).toEqual(Object.keys(allowed).toSorted())
})

test('imports are found', () => {
  const source = `
    // import 'commented'
    /* import { x } from 'commented' */
    import type { A } from 'a'
    import b, { type C } from "b/sub"
    import { type C2 } from 'b2'
    import 'c'
    import {
      d,
    } from 'd'
    export * from 'e'
    export type { F } from 'f'
    const g = await import('g')
    import { h } from './h.ts'
    const text = 'import { i } from "i"'
    const code = \`
    import j from 'j'
    \`
  `
  expect(importsOf(source)).toEqual([
    { specifier: 'a', typeOnly: true },
    { specifier: 'b/sub', typeOnly: false },
    { specifier: 'b2', typeOnly: true },
    { specifier: 'c', typeOnly: false },
    { specifier: 'd', typeOnly: false },
    { specifier: 'e', typeOnly: false },
    { specifier: 'f', typeOnly: true },
    { specifier: 'g', typeOnly: false },
  ])
})

describe.each(packages)('%s', (name) => {
  const rules = allowed[name] ?? {}
  const manifest: Manifest = JSON.parse(readFileSync(`${root}/packages/${name}/package.json`, 'utf8'))
  const shipped = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
  const files = globSync(`packages/${name}/src/**/*.ts`, { cwd: root }).map((file) =>
    file.replaceAll('\\', '/'),
  )
  const isForTests = (file: string): boolean =>
    /\.(test|test-d|bench)\.ts$|\/src\/(testing|fixtures)\//.test(file)

  test('depends on allowed packages only', () => {
    const internal = [...shipped].filter((dependency) => dependency.startsWith('@understudy/'))
    const wrong = internal.filter((dependency) => rules[dependency.slice('@understudy/'.length)] !== 'all')
    expect(wrong.filter((dependency) => rules[dependency.slice('@understudy/'.length)] !== 'types')).toEqual(
      [],
    )
    if (name === 'runtime') {
      const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest
      expect(Object.keys(dependencies)).toEqual([])
      expect(Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional)).toEqual(
        [],
      )
    }
  })

  test('imports allowed packages only, and only what it depends on', () => {
    const breaches: string[] = []
    for (const file of files.filter((file) => !isForTests(file))) {
      for (const { specifier, typeOnly } of importsOf(readFileSync(`${root}/${file}`, 'utf8'))) {
        const breach = breachOf(specifier, typeOnly)
        if (breach) breaches.push(`${file}: ${specifier}: ${breach}`)
      }
    }
    expect(breaches).toEqual([])
  })

  function breachOf(specifier: string, typeOnly: boolean): string | undefined {
    if (specifier.startsWith('node:')) {
      return name === 'runtime' ? 'the runtime runs where there is no Node' : undefined
    }
    const dependency = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    const sibling = dependency.startsWith('@understudy/')
      ? dependency.slice('@understudy/'.length)
      : undefined
    if (sibling === name) return undefined
    if (sibling !== undefined) {
      const rule = rules[sibling]
      if (!rule) return `${name} may not import ${sibling}`
      if (rule === 'types' && !typeOnly) return `${name} may import only types of ${sibling}`
    }
    return shipped.has(dependency) ? undefined : 'not among the dependencies'
  }
})
