import { getRequestListener } from '@hono/node-server'
import type { Plugin } from 'vite'

/** Serves `/api` from vite's dev server. The module is loaded anew after a change, also of a prompt. */
export function devApi(): Plugin {
  return {
    name: 'dev-api',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith('/api/')) return next()
        server
          .ssrLoadModule('/src/server/api.ts')
          .then(({ api }) => getRequestListener(api.fetch)(request, response))
          .catch(next)
      })
    },
  }
}
