import { serve } from '@hono/node-server'
import { app } from './app.ts'

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  process.stdout.write(`Listening on http://localhost:${port}\n`)
})

process.once('SIGTERM', () => server.close())
