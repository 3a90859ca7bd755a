import { createKey, openPostgres, openSqlite } from '../../packages/registry/src/index.ts'

/** What the load is sent with. */
export interface Prepared {
  projectId: string
  token: string
}

export const isPostgres = (place: string): boolean => place.startsWith('postgres:')

/** Makes a project with some templates in the environment `prod`, and a key that may do everything. */
export async function prepareDatabase(place: string): Promise<Prepared> {
  const storage = await (isPostgres(place) ? openPostgres(place) : openSqlite(place))
  try {
    const actor = { keyId: 'load', mayDeploy: true }
    const { id: projectId } = await storage.projects.create({ name: 'load' }, actor)
    for (let i = 0; i < 20; i++) {
      const system = `You answer question ${i} from the passages only. `.repeat(20)
      await storage.templates.createVersion(
        projectId,
        { name: `prompt-${i}`, create: true },
        {
          content: [
            { role: 'system', content: system },
            { role: 'user', content: '{{question}}' },
          ],
          provider: 'openai',
          flavor: 'openai_chat',
          model: 'gpt-5.4-mini',
          params: { temperature: 0 },
        },
        ['prod'],
        actor,
      )
    }
    const { token } = await createKey(storage, { projectId, role: 'admin' })
    return { projectId, token }
  } finally {
    await storage.close()
  }
}
