import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { main } from '../main.ts'
import { whyNotListening } from '../registry/why-not-listening.ts'
import { whyNotOpened } from '../registry/why-not-opened.ts'
import { cliProject } from '../testing/run-cli.ts'

test('a key is made, listed without its secret, and revoked', async () => {
  await using project = await cliProject()
  const refused = await project.understudy('keys', 'create', '--project', 'support', '--role', 'write')
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('There is no project support (none yet). Add --create-project')

  const create = ['keys', 'create', '--project', 'support', '--create-project', '--role', 'write']
  const made = await project.understudy(...create, '--json', '--label', 'CI')
  expect(made).toMatchObject({ code: 0, stderr: '' })
  const { id, token } = JSON.parse(made.stdout)
  expect(token).toMatch(new RegExp(`^us_${id}_[\\w-]{43}$`))
  expect((await project.understudy(...create)).stdout).toMatch(
    /^✓ A key of the role write for the project support, whose id is [\w-]+\. It is shown only now:\nus_\w{16}_[\w-]{43}\n$/,
  )

  const listed = await project.understudy('keys', 'list')
  expect(listed.stdout).toContain(`${id}  write   support`)
  expect(listed.stdout).not.toContain(token.slice(-43))
  expect(await project.understudy('keys', 'revoke', id)).toMatchObject({ code: 0 })
  expect(await project.understudy('keys', 'revoke', id)).toMatchObject({ code: 1 })
  const { keys } = JSON.parse((await project.understudy('keys', 'list', '--json')).stdout)
  expect(keys[0]).toMatchObject({ id, label: 'CI', revoked: expect.any(String) })
  expect(keys[1]).toMatchObject({ project: 'support', revoked: null })
})

test.each([
  [['keys', 'create', '--project', 'a', '--role', 'king'], 2],
  [['keys', 'create', '--project', 'a'], 2],
  [['keys', 'create', '--role', 'read'], 1],
  [['keys', 'create', '--role', 'read', '--project', 'a', '--all-projects'], 2],
  [['serve', '--port', '70000'], 2],
  [['serve', '--origin', 'example.com'], 2],
  [['serve', '--origin', 'https://example.com', 'https://example.com/page'], 2],
])('%j is wrong usage', async (args, code) => {
  await using project = await cliProject()
  const result = await project.understudy(...args)
  expect(result).toMatchObject({ code, stdout: '' })
  expect(result.stderr).not.toBe('')
})

test('it serves until it is interrupted', { timeout: 30_000 }, async () => {
  await using project = await cliProject()
  const created = await project.understudy('keys', 'create', '--all-projects', '--role', 'admin', '--json')
  const { token } = JSON.parse(created.stdout)
  const stdout = new PassThrough()
  let printed = ''
  stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const stop = new AbortController()
  const io = { cwd: project.root, env: {}, stdout, stderr: new PassThrough(), interrupted: () => stop.signal }
  const ended = main(['serve', '--port', '0'], io)
  await vi.waitFor(() => expect(printed).toContain('listens at'), { timeout: 20_000 })
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? []
  const ask = (key: string): Promise<Response> =>
    fetch(`${url}/api/v2/projects`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ name: 'new', id: 'new' }),
    })
  expect((await ask(token)).status).toBe(201)
  // Keys are made and revoked beside the running server.
  const other = await project.understudy('keys', 'create', '--all-projects', '--role', 'admin', '--json')
  const { token: second, id } = JSON.parse(other.stdout)
  expect((await ask(second)).status).toBe(409)
  await project.understudy('keys', 'revoke', id)
  // Within a second: so long the server remembers it.
  await vi.waitFor(async () => expect((await ask(second)).status).toBe(401), { timeout: 10_000 })
  stop.abort()
  expect(await ended).toBe(0)
})

test('it does not listen for others without a key', async () => {
  await using project = await cliProject()
  const { code, stderr } = await project.understudy('serve', '--host', '0.0.0.0', '--port', '0')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error Will not listen on 0\.0\.0\.0 while there is no key\. .*\n$/)
})

test('an address that cannot be listened on is one line, with what to do', async () => {
  await using project = await cliProject()
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  expect(await project.understudy('serve', '--port', String(port))).toEqual({
    code: 1,
    stdout: '',
    stderr: `error Port ${port} of 127.0.0.1 is taken. Stop what listens there, or name another: --port 0 takes a free one.\n`,
  })
  taken.close()
  expect(whyNotListening(Object.assign(new Error('x'), { code: 'EACCES' }), { host: 'a', port: 80 })).toBe(
    'Port 80 takes rights that this user has not. Name one from 1024 on by --port.',
  )
  expect(
    whyNotListening(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), { host: 'a', port: 80 }),
  ).toMatch(/^a is no address of this machine\./)
})

test.each([
  ['no/such/folder/a.db', /there is no folder .*no\/such\/folder\. Make it first\.\n$/],
  ['folder', /it is a folder\. Name a file in it\.\n$/],
  ['notes.txt', /it is no database of SQLite, or it is damaged\. Name another file, or take a backup\.\n$/],
  ['other.db', /it is the database of another program\. Name another file\.\n$/],
])('%s is no database, and the error says why', async (name, stderr) => {
  await using project = await cliProject({ 'folder/a.txt': '', 'notes.txt': 'Some notes. '.repeat(100) })
  const other = new DatabaseSync(join(project.root, 'other.db'))
  other.exec('create table projects (a)')
  other.close()
  const result = await project.understudy('serve', '--port', '0', '--database', name)
  expect(result).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(stderr) })
  expect(result.stderr).toMatch(/^error .* cannot be opened: [^\n]*\n$/)
})

test('an address of another kind of database is not taken for a file', async () => {
  await using project = await cliProject()
  const result = await project.understudy('keys', 'list', '--database', 'mysql://user:hunter2@host/db')
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('begins with mysql://.\n') })
  expect(await project.snapshot()).toEqual({})
})

test('a database that cannot be opened is one line, without its password', async () => {
  await using project = await cliProject()
  const file = await project.understudy('keys', 'list', '--database', 'no/such/folder/a.db')
  expect(file).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error no\/such.* cannot be opened: .*\n$/),
  })
  const address = 'postgres://user:hunter2@127.0.0.1:1/db'
  const server = await project.understudy('keys', 'list', '--database', address)
  expect(server).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error PostgreSQL cannot be opened: .*\n$/),
  })
  expect(server.stderr).not.toContain('hunter2')
  const several = new AggregateError([new Error('refused by ::1'), new Error('refused by 127.0.0.1')], '')
  expect(whyNotOpened(several)).toBe('refused by ::1; refused by 127.0.0.1')
})
