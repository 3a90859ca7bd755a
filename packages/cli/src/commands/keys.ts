import type { Role, Storage } from '@understudy/registry'
import { Command, Option } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { databaseOption, openStorage } from '../registry/open-storage.ts'

interface CreateOptions {
  project?: string
  allProjects?: boolean
  createProject?: boolean
  role: Role
  label: string
  database?: string
  json?: boolean
}

interface Options {
  database?: string
  json?: boolean
}

// As the registry has them, which is not loaded for `--help`.
const ROLES: readonly Role[] = ['read', 'record', 'write', 'deploy', 'admin']

const EXAMPLES = `
Examples:
  $ understudy keys create --project support --role record    for an application
  $ understudy keys create --project support --role read      for a build, or somebody who looks
  $ understudy keys create --all-projects --role admin        for who runs the registry
  $ understudy keys list
  $ understudy keys revoke 0123456789abcdef
`

/** `understudy keys`: makes, lists and revokes keys, in the registry's database itself. */
export function keysCommand(io: Io, finish: (exitCode: number) => void): Command {
  const keys = new Command('keys').description("the registry's keys").addHelpText('after', EXAMPLES)
  keys
    .command('create')
    .description('make a key; it is shown once')
    .addOption(new Option('--project <name or id>', 'the only project of the key').conflicts('allProjects'))
    .option('--all-projects', 'a key of all projects, also those to come')
    .option('--create-project', 'make the project where there is none of this name')
    .addOption(new Option('--role <role>', 'what the key is for').choices([...ROLES]).makeOptionMandatory())
    .option('--label <text>', 'what lists show', '')
    .addOption(databaseOption())
    .option('--json', 'print one JSON object')
    .action(async (options: CreateOptions) => {
      const storage = await openStorage(io, options.database)
      try {
        finish(await create(io, storage, options))
      } finally {
        await storage.close()
      }
    })
  keys
    .command('list')
    .description('list the keys, without their secrets')
    .addOption(databaseOption())
    .option('--json', 'print one JSON object')
    .action(async ({ database, json }: Options) => {
      const storage = await openStorage(io, database)
      try {
        await list(io, storage, json === true)
      } finally {
        await storage.close()
      }
    })
  keys
    .command('revoke')
    .description('end a key, within a second')
    .argument('<id>', 'its id: the part between the underscores')
    .addOption(databaseOption())
    .action(async (id: string, { database }: Options) => {
      const storage = await openStorage(io, database)
      try {
        if (await storage.keys.revoke(id)) io.stdout.write(`${ok(io)} ${id} is revoked.\n`)
        else
          finish(
            fail(io, `There is no key ${id} that is not revoked. \`understudy keys list\` has them all.`),
          )
      } finally {
        await storage.close()
      }
    })
  return keys
}

async function create(io: Io, storage: Storage, options: CreateOptions): Promise<number> {
  const { project: wanted, allProjects, createProject, role, label, json } = options
  if (wanted === undefined && !allProjects) return fail(io, 'Say which: --project <name>, or --all-projects.')
  const projects = await storage.projects.list()
  let project = projects.find(({ id, name }) => id === wanted || name === wanted)
  if (wanted !== undefined && !project) {
    if (!createProject) {
      const known = projects.map(({ name }) => name).join(', ') || 'none yet'
      return fail(io, `There is no project ${wanted} (${known}). Add --create-project to make it.`)
    }
    project = await storage.projects.create({ name: wanted }, { keyId: 'cli', mayDeploy: true })
  }
  const { createKey } = await import('@understudy/registry')
  const { id, token } = await createKey(storage, { projectId: project?.id, role, label })
  if (json) io.stdout.write(`${JSON.stringify({ id, token, role, project: project ?? null })}\n`)
  else {
    const where = project ? `the project ${project.name}, whose id is ${project.id}` : 'all projects'
    io.stdout.write(`${ok(io)} A key of the role ${role} for ${where}. It is shown only now:\n${token}\n`)
  }
  return 0
}

async function list(io: Io, storage: Storage, json: boolean): Promise<void> {
  const names = new Map((await storage.projects.list()).map(({ id, name }) => [id, name]))
  const keys = (await storage.keys.list()).map(({ id, projectId, role, label, createdAt, revokedAt }) => ({
    id,
    role,
    project: projectId === undefined ? null : (names.get(projectId) ?? projectId),
    label,
    created: new Date(createdAt).toISOString(),
    revoked: revokedAt === undefined ? null : new Date(revokedAt).toISOString(),
  }))
  if (json) io.stdout.write(`${JSON.stringify({ keys })}\n`)
  else if (keys.length === 0) io.stdout.write('There is no key. `understudy keys create` makes one.\n')
  for (const { id, role, project, label, created, revoked } of json ? [] : keys) {
    const state = revoked === null ? '' : `  revoked ${revoked}`
    io.stdout.write(`${id}  ${role.padEnd(6)}  ${project ?? 'all projects'}  ${created}  ${label}${state}\n`)
  }
}

function ok(io: Io): string {
  return paint(io.stdout, 'green', '✓')
}

function fail(io: Io, message: string): number {
  io.stderr.write(`${paint(io.stderr, 'red', 'error')} ${message}\n`)
  return 1
}
