import understudy from '@understudy/unplugin/esbuild'
import { build } from 'esbuild'

// One file that needs nothing beside it: no node_modules, no prompts, no registry. As `.mjs` it needs no package.json.
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/server.ts'],
  outdir: process.argv[2] ?? 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  plugins: [understudy()],
})
