// A registry in a process of its own, on a database in memory: prints where it is, and how it is recorded to.
import { randomUUID } from 'node:crypto'
import { createKey, openSqlite, serve } from '@understudy/registry'

const storage = await openSqlite(':memory:')
const project = randomUUID()
await storage.projects.create({ id: project, name: 'bench' }, { keyId: 'bench', mayDeploy: true })
const { token: apiKey } = await createKey(storage, { projectId: project, role: 'record' })
const { url } = await serve({ port: 0, storage })
process.stdout.write(`${JSON.stringify({ url: `${url}/api`, project, apiKey })}\n`)
// It goes with the process that started it.
process.stdin.on('end', () => process.exit()).resume()
