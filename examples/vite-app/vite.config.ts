import understudy from '@understudy/unplugin/vite'
import { defineConfig } from 'vite'
import { devApi } from './dev-api.ts'

export default defineConfig({
  plugins: [understudy(), devApi()],
  // `vite build` builds both, the page and the server.
  builder: {},
  environments: {
    client: { build: { outDir: 'dist/client' } },
    ssr: {
      // A linked package is bundled; what only that depends on must then be, too.
      resolve: { noExternal: ['minisearch', 'world-countries'] },
      build: {
        outDir: 'dist/server',
        rolldownOptions: { input: 'src/server/main.ts', output: { entryFileNames: '[name].mjs' } },
      },
    },
  },
})
