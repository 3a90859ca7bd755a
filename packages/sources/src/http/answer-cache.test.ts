import { mkdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SMALL_LIMITS } from '../testing/collect-pull.ts'
import { json } from '../testing/faults.ts'
import { startServer } from '../testing/local-server.ts'
import { type TempProject, tempProject } from '../testing/temp-project.ts'
import { AnswerFolder, answerKey } from './answer-cache.ts'
import { createHttp } from './create-http.ts'
import type { Http } from './http.ts'

/** A registry whose answer has a name: sent again only to who does not know it. */
async function namedRegistry() {
  const answer = { text: 'first', secret: 'hide-me-01234' }
  let sent = 0
  const server = await startServer((request, response) => {
    const etag = `"${answer.text}"`
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
    else {
      sent++
      json(answer, 200, { etag })(request, response)
    }
  })
  return Object.assign(server, { answer, sent: () => sent })
}

function open(url: string, { root }: TempProject, key = 'key-one'): Http {
  return createHttp(
    {
      ...{ name: 'Registry', baseUrl: url, headers: { authorization: `Bearer ${key}` } },
      clean: (answer) => ({ ...Object(answer), secret: undefined }),
    },
    { ...SMALL_LIMITS, cache: new AnswerFolder(join(root, 'answers'), 0) },
  )
}

test('is sent an answer again only when it has changed', async () => {
  await using registry = await namedRegistry()
  await using project = await tempProject()
  for (let i = 0; i < 3; i++) expect(await open(registry.url, project).get('x')).toEqual({ text: 'first' })
  expect([registry.sent(), registry.requests.length]).toEqual([1, 3])
  registry.answer.text = 'second'
  expect(await open(registry.url, project).get('x')).toEqual({ text: 'second' })
  expect(registry.sent()).toBe(2)
})

test('keeps what is cleaned, for its owner alone', async () => {
  await using registry = await namedRegistry()
  await using project = await tempProject()
  await open(registry.url, project).get('x', { token: 'in-the-query' })
  const [name = ''] = await project.list('answers')
  const text = await project.read(`answers/${name}`)
  expect(text).toContain('first')
  expect(`${name} ${text}`).not.toMatch(/hide-me|key-one|in-the-query|authorization/)
  expect((await stat(join(project.root, 'answers'))).mode & 0o077).toBe(0)
})

test('another key, another query and another path share nothing', async () => {
  await using registry = await namedRegistry()
  await using project = await tempProject()
  await open(registry.url, project).get('x')
  await open(registry.url, project, 'key-two').get('x')
  await open(registry.url, project).get('x', { page: 2 })
  await open(registry.url, project).get('y')
  expect(registry.sent()).toBe(4)
  const url = new URL('https://registry.example/x')
  expect(answerKey(url, { a: '1', b: '2' })).toBe(answerKey(url, { b: '2', a: '1' }))
})

test('what is damaged is passed over and replaced', async () => {
  await using registry = await namedRegistry()
  await using project = await tempProject()
  const http = open(registry.url, project)
  await http.get('x')
  const [name = ''] = await project.list('answers')
  const text = await project.read(`answers/${name}`)
  const damaged = ['', '\n', text.slice(0, -2), text.replace('first', 'other'), 'x'.repeat(100)]
  for (const content of damaged) {
    await project.write({ [`answers/${name}`]: content })
    expect(await http.get('x')).toEqual({ text: 'first' })
  }
  expect(registry.sent()).toBe(1 + damaged.length)
  await http.get('x')
  expect(registry.sent()).toBe(1 + damaged.length)
})

test('a small answer is not worth a file', async () => {
  await using project = await tempProject()
  const folder = new AnswerFolder(join(project.root, 'answers'))
  folder.set('small', { etag: '"1"', text: 'x'.repeat(1000) })
  folder.set('large', { etag: '"1"', text: 'x'.repeat(10_000) })
  expect(await project.list('answers')).toEqual(['large'])
  expect(folder.get('large')).toEqual({ etag: '"1"', text: 'x'.repeat(10_000) })
})

test('a folder that cannot be made is no failure', async () => {
  await using registry = await namedRegistry()
  await using project = await tempProject({ answers: 'a file' })
  expect(await open(registry.url, project).get('x')).toEqual({ text: 'first' })
  new AnswerFolder(join(project.root, 'answers')).prune()
  new AnswerFolder(join(project.root, 'none')).prune()
})

test('the folder stays within its limit: what was used longest ago goes', async () => {
  await using project = await tempProject()
  const folder = join(project.root, 'answers')
  await mkdir(folder)
  for (const [age, name] of ['new', 'older', 'oldest'].entries()) {
    await writeFile(join(folder, name), 'x'.repeat(100))
    await utimes(join(folder, name), 1000 - age, 1000 - age)
  }
  new AnswerFolder(folder).prune(250)
  expect(await project.list('answers')).toEqual(['new', 'older'])
})
