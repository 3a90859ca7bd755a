import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { main } from '../main.ts'
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
})
