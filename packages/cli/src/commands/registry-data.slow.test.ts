import { createKey, openSqlite } from '@understudy/registry'
import { expect, test } from 'vitest'
import { cliProject } from '../testing/run-cli.ts'

const actor = { keyId: 'test', mayDeploy: true }

async function filled(path: string): Promise<void> {
  const storage = await openSqlite(path)
  await storage.projects.create({ id: 'p', name: 'support' }, actor)
  await createKey(storage, { projectId: 'p', role: 'read', label: 'ends of lines: \u2028 \u2029 \u0085 \r' })
  const content = [{ role: 'user', content: 'a\r\nb\u2028c' }]
  await storage.templates.createVersion(
    'p',
    { name: 'qa', create: true },
    { content, provider: 'openai', flavor: 'openai_chat', model: 'm', params: {} },
    ['prod'],
    actor,
  )
  await storage.close()
}

test('an export is imported into a new database, and exported from there as before', async () => {
  await using project = await cliProject()
  await filled(`${project.root}/understudy.db`)
  expect(await project.understudy('export', 'a.jsonl')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^✓ \d+ rows are in a\.jsonl\.\n$/),
    stderr: '',
  })
  expect(await project.understudy('import', 'a.jsonl', '--database', 'b.db')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^✓ \d+ rows are imported/),
    stderr: '',
  })
  await project.understudy('export', 'b.jsonl', '--database', 'b.db')
  expect(await project.read('b.jsonl')).toBe(await project.read('a.jsonl'))
  expect(await project.read('a.jsonl')).toContain('a\\r\\nb\u2028c')

  const again = await project.understudy('export', 'a.jsonl')
  expect(again).toMatchObject({ code: 1, stderr: 'error a.jsonl cannot be written: it is there already\n' })
  const twice = await project.understudy('import', 'a.jsonl')
  expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining('The database is not empty') })
  await project.write({ 'c.jsonl': `${(await project.read('a.jsonl')).split('\n')[0]}\n{"tab` })
  const cut = await project.understudy('import', 'c.jsonl', '--database', 'c.db')
  expect(cut).toMatchObject({
    code: 1,
    stderr: 'error c.jsonl cannot be imported: Line 2: this is no JSON.\n',
  })
  const none = await project.understudy('import', 'none.jsonl', '--database', 'c.db')
  expect(none).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('none.jsonl cannot be imported: ENOENT'),
  })
})

test('a backup is a database', async () => {
  await using project = await cliProject()
  await filled(`${project.root}/understudy.db`)
  expect(await project.understudy('backup', 'copy.db')).toMatchObject({
    code: 0,
    stdout: '✓ understudy.db is copied to copy.db.\n',
  })
  const listed = await project.understudy('keys', 'list', '--database', 'copy.db')
  expect(listed.stdout).toContain('support')
  expect(await project.understudy('backup', 'copy.db')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is there already'),
  })
  expect(await project.understudy('backup', 'x.db', '--database', 'postgres://u:secret@h/d')).toMatchObject({
    code: 1,
    stderr: 'error This copies SQLite databases. For PostgreSQL there is pg_dump.\n',
  })
})

test('retention is told and said', async () => {
  await using project = await cliProject()
  await filled(`${project.root}/understudy.db`)
  expect((await project.understudy('retention')).stdout).toBe('✓ support: for ever\n')
  const set = await project.understudy('retention', '--project', 'support', '--days', '90')
  expect(set).toMatchObject({ code: 0, stdout: '✓ support: 90 days\n' })
  expect((await project.understudy('retention', '--project', 'p', '--forever')).stdout).toBe(
    '✓ support: for ever\n',
  )
  expect(await project.understudy('retention', '--days', '90')).toMatchObject({ code: 1 })
  expect(await project.understudy('retention', '--project', 'p')).toMatchObject({ code: 1 })
  expect(await project.understudy('retention', '--project', 'x', '--days', '1')).toMatchObject({
    code: 1,
    stderr: 'error There is no project x (support).\n',
  })
  expect(await project.understudy('retention', '--project', 'p', '--days', '0')).toMatchObject({ code: 2 })
})
