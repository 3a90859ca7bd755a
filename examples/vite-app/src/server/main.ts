import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { api } from './api.ts'

api.use(serveStatic({ root: join(import.meta.dirname, '../client') }))

const server = serve({ fetch: api.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  process.stdout.write(`Listening on http://localhost:${port}\n`)
})

process.once('SIGTERM', () => server.close())
