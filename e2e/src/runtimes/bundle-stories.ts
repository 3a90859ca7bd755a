import { join } from 'node:path'
import { build } from 'esbuild'

/** The stories with the runtime and both SDKs in one module, as for a browser. It exports `tellStories`. */
export async function bundleStories(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'stories.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@understudy/source'],
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
