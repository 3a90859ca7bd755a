import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'
import type { Figure } from './figure.ts'
import { type Layout, promptIdentifier, promptName, writeProject } from './large-project.ts'
import { median } from './median.ts'
import { runNode } from './run-node.ts'
import { MEMORY, scratch } from './scratch.ts'

/** How many prompts a build imports. */
const IMPORTED = 10

/** Builds a project's entry and returns the code. */
type Bundler = (root: string) => Promise<string>

const bundlers: { [name: string]: Bundler } = {
  async esbuild(root) {
    const { outputFiles } = await esbuild({
      absWorkingDir: root,
      entryPoints: ['main.js'],
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      logLevel: 'error',
    })
    return outputFiles.map(({ text }) => text).join('\n')
  },
  async vite(root) {
    const built = await vite({
      root,
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        reportCompressedSize: false,
        modulePreload: false,
        rolldownOptions: { input: join(root, 'main.js') },
      },
    })
    const outputs = Array.isArray(built) ? built : [built]
    return outputs
      .flatMap((output) => ('output' in output ? output.output : []))
      .map((chunk) => ('code' in chunk ? chunk.code : ''))
      .join('\n')
  },
}

/** Bundling some prompts of very many, against a project that has only these. */
export async function benchBundle(count: number, repeats: number): Promise<Figure[]> {
  return [
    ...(await benchLayout(count, repeats, 'groups')),
    ...(await benchLayout(count, Math.ceil(repeats / 2), 'flat')),
  ]
}

async function benchLayout(count: number, repeats: number, layout: Layout): Promise<Figure[]> {
  // What one program imports is of few teams: here of two, whichever way the prompts lie.
  const indexes = Array.from({ length: IMPORTED }, (_, i) => (i % 2) * (count / 2) + i * 9)
  using many = scratch(MEMORY)
  using few = scratch(MEMORY)
  prepare(many.path, Array(count).keys(), indexes, layout)
  prepare(few.path, indexes, indexes, layout)
  const figures: Figure[] = []
  for (const [name, bundle] of Object.entries(bundlers)) {
    const code = await bundle(many.path)
    const fewCode = await bundle(few.path)
    const differing = code === fewCode ? 0 : Math.max(1, Math.abs(code.length - fewCode.length))
    const times: { many: number[]; few: number[] } = { many: [], few: [] }
    for (let i = 0; i < repeats; i++) {
      // In turns, and each first every other time, so that what disturbs the machine disturbs both.
      const turn: ('many' | 'few')[] = i % 2 === 0 ? ['many', 'few'] : ['few', 'many']
      for (const which of turn) {
        const started = performance.now()
        await bundle(which === 'many' ? many.path : few.path)
        times[which].push(performance.now() - started)
      }
    }
    const [manyMs, fewMs] = [median(times.many), median(times.few)]
    const all = layout === 'flat' ? 'all in one folder' : 'a hundred to a folder'
    figures.push(
      {
        name: `${name}: ${IMPORTED} of ${count.toLocaleString('en')} imported, ${all}, time`,
        value: manyMs / fewMs,
        unit: '×',
        // A bundler that lists whole folders pays for each file in them; the guide says to use folders.
        ...(layout === 'groups' && { budget: 1.1 }),
        note: `${manyMs.toFixed(0)} ms against ${fewMs.toFixed(0)} ms with only those ${IMPORTED}`,
      },
      { name: '  bytes that differ', value: differing, unit: 'B', budget: 0, note: `of ${code.length}` },
    )
  }
  return figures
}

function prepare(root: string, all: Iterable<number>, imported: readonly number[], layout: Layout): void {
  writeProject(root, all, layout)
  const lines = imported.flatMap((index) => [
    `import { ${promptIdentifier(index, layout)} } from '#prompts/${promptName(index, layout)}'`,
    `console.log(${promptIdentifier(index, layout)}.chain[0].request)`,
  ])
  writeFileSync(join(root, 'main.js'), `${lines.join('\n')}\n`)
  runNode('generate-once.ts', root)
}
