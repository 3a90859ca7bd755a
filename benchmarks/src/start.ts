import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { buildSync } from 'esbuild'
import { generateExample } from './example-project.ts'
import type { Figure } from './figure.ts'
import { median } from './median.ts'
import { scratch } from './scratch.ts'

const VARIABLES = '{ question: "Which?", passages: [{ id: 1, title: "A", text: "B" }] }'

/** What it costs to ship and to start a program that formats one prompt. */
export function benchStart(repeats: number): Figure[] {
  using folder = scratch()
  using chainFolder = scratch()
  const root = folder.path
  const format = `import { ragQa } from ${JSON.stringify(generateExample(root, ['prod']))}\n`
  const size = brotli(minify(root, `${format}export const request = ragQa.candidates.prod.request`))
  const text = brotli(minify(root, `export default ${JSON.stringify(textOf(root))}`))
  const module = generateExample(chainFolder.path, ['prod', 'fallback'])
  const chain = brotli(minify(root, `export { ragQa } from ${JSON.stringify(module)}`))

  const bare = join(root, 'bare.mjs')
  const first = join(root, 'first.mjs')
  writeFileSync(bare, 'process.stdout.write(String(performance.now()))')
  writeFileSync(
    first,
    minify(
      root,
      `${format}const body = ragQa.candidates.prod.request(${VARIABLES})
globalThis.formatted = body.messages.at(-1).content.length
process.stdout.write(String(performance.now()))`,
    ),
  )
  const over = Array.from({ length: repeats }, (_, i) => {
    const programs = i % 2 === 0 ? [bare, first] : [first, bare]
    const times = new Map(programs.map((program) => [program, startTime(program)]))
    return (times.get(first) ?? Number.NaN) - (times.get(bare) ?? Number.NaN)
  })
  return [
    {
      name: 'bundle that formats one template, brotli, over its text',
      value: size - text,
      unit: 'B',
      // 400 was planned: good errors and the candidate's metadata took the rest (ARCHITECTURE.md, decisions).
      budget: 700,
      note: `${size} B in all, text ${text} B; with its fallback ${chain} B in all`,
    },
    {
      name: 'process start to first formatted prompt, over bare node',
      value: median(over),
      unit: 'ms',
      budget: 2,
    },
  ]
}

/** The text of the example's template, which no bundle can do without. */
function textOf(root: string): string {
  const yaml = readFileSync(join(root, 'prompts/rag-qa/prod.yaml'), 'utf8')
  return [...yaml.matchAll(/content: \|\n((?: {6}.*\n|\n)+)/g)]
    .map(([, block = '']) => block.replace(/^ {6}/gm, ''))
    .join('')
}

function minify(root: string, contents: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

function brotli(text: string): number {
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: hint } = constants
  return brotliCompressSync(text, { params: { [quality]: 11, [hint]: Buffer.byteLength(text) } }).length
}

/** From the process's start until the program's last statement, in milliseconds. */
function startTime(program: string): number {
  const { stdout, status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}
