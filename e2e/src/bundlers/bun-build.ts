import understudy, { type BunPlugin, type PluginOptions } from '../../../packages/unplugin/src/bun.ts'
import { folder } from '../../../packages/unplugin/src/config.ts'

declare const Bun: {
  build(options: {
    entrypoints: string[]
    outdir: string
    naming: { entry: string }
    target: string
    splitting: boolean
    sourcemap: string
    conditions: string
    plugins: BunPlugin[]
  }): Promise<{ success: boolean }>
}

const request: { folder?: string; plugin: PluginOptions; entry: string; target: string } = JSON.parse(
  process.argv[2] ?? '',
)
const { plugin } = request
if (request.folder !== undefined) plugin.config = { ...plugin.config, source: folder(request.folder) }
try {
  await Bun.build({
    entrypoints: [request.entry],
    outdir: 'dist',
    naming: { entry: 'out.mjs' },
    target: request.target,
    splitting: true,
    sourcemap: 'linked',
    conditions: '@understudy/source',
    plugins: [understudy(plugin)],
  })
} catch (error) {
  const errors = error instanceof AggregateError ? error.errors : [error]
  process.stderr.write(errors.map(String).join('\n'))
  process.exitCode = 1
}
