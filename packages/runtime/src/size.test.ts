import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const source = import.meta.dirname

async function bundle(contents: string): Promise<{ code: string; inputs: string[]; imports: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: source, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // An import of anything that is not in the package would have to stay in the output.
    packages: 'external',
    write: false,
    metafile: true,
  })
  const [output] = Object.values(metafile.outputs)
  return {
    code: outputFiles[0]?.text ?? '',
    inputs: Object.keys(metafile.inputs),
    imports: output?.imports.map(({ path }) => path) ?? [],
  }
}

const whole = `
  export { createClient } from './index.ts'
  export { openai } from './openai.ts'
  export { anthropic } from './anthropic.ts'
`
const size = (code: string) => brotliCompressSync(code).length

test('a client with both adapters weighs at most 5.98 KB', async () => {
  expect(size((await bundle(whole)).code)).toBeLessThanOrEqual(5_980)
})

test.each([
  ['hedging', 'outrun'],
  ['continuing', 'Go on exactly'],
  ['shareCircuits', 'endsWith("#key")'],
  ['limitConcurrency', 'overload_shed'],
])('%s is shipped only where it is imported', async (name, sign) => {
  const without = (await bundle(whole)).code
  const { code } = await bundle(`${whole}; export { ${name} } from './index.ts'`)
  expect(code.split(sign).length).toBeGreaterThan(without.split(sign).length)
  expect(size(code) - size(without)).toBeLessThanOrEqual(500)
})

test('an adapter that is not imported is not shipped', async () => {
  const { code } = await bundle(
    `export { createClient } from './index.ts'; export { openai } from './openai.ts'`,
  )
  expect(code).toContain('openai.chat')
  expect(code).not.toContain('message_stop')
  expect(size(code)).toBeLessThanOrEqual(5_540)
})

test('whoever imports only the error check gets only that', async () => {
  const { code } = await bundle(`export { isUnderstudyError } from './index.ts'`)
  expect(size(code)).toBeLessThanOrEqual(120)
})

test('it needs nothing from outside the package', async () => {
  const { inputs, imports, code } = await bundle(
    `export * from './index.ts'; export * from './openai.ts'; export * from './anthropic.ts'; export * from './template/index.ts'`,
  )
  expect(imports).toEqual([])
  expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([])
  expect(inputs.some((path) => path.endsWith('policy/complete.ts'))).toBe(true)
  // Runs under a strict content security policy, and without Node.
  expect(code).not.toMatch(/\beval\b|\bFunction\s*\(|\bprocess\b|\brequire\b|\bBuffer\b/)
})
