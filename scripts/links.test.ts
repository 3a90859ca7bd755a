import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const documents = globSync(['*.md', 'docs/**/*.md', '{packages,examples}/*/*.md', '{benchmarks,e2e}/*.md'], {
  cwd: root,
}).map((file) => resolve(root, file))

/** A document as a reader sees it: without code blocks, in which neither links nor headings are any. */
function prose(markdown: string): string {
  return markdown.replace(/^(```+)[^\n]*\n[\s\S]*?^\1$/gm, '')
}

/** Where the links of a document lead, outside of inline code. */
function linksOf(markdown: string): string[] {
  return [
    ...prose(markdown)
      .replace(/`[^`\n]*`/g, 'code')
      .matchAll(/\]\(([^()\s]+)\)/g),
  ].map(([, target = '']) => target)
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of prose(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = words.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-')
    let anchor = slug
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

/** What is wrong with a link, if anything. A folder stands for its README. Links to elsewhere are not followed. */
function problemOf(target: string, from: string): string | undefined {
  if (/^[a-z]+:/i.test(target)) return target.startsWith('https://') ? undefined : 'is not https'
  const [path = '', anchor] = decodeURI(target).split('#')
  const file = path === '' ? from : resolve(dirname(from), path)
  if (relative(root, file).startsWith('..')) return 'leaves the repository'
  if (!existsSync(file)) return 'leads nowhere'
  if (anchor === undefined) return undefined
  const document = file.endsWith('.md') ? file : resolve(file, 'README.md')
  if (!existsSync(document)) return 'has an anchor, and leads to no document'
  return anchorsOf(readFileSync(document, 'utf8')).has(anchor) ? undefined : 'leads to no heading'
}

test('a dead link is told from a live one', () => {
  const here = resolve(root, 'README.md')
  expect(linksOf('[a](b.md) `[c](d)` [`e`](f#g)\n```md\n[h](i)\n```\n[![j](k)](l)')).toEqual([
    'b.md',
    'f#g',
    'k',
    'l',
  ])
  expect([...anchorsOf('# The `x`, and y\n## Same\n```sh\n# no\n```\n## Same\n## [A](b) – Ö_o')]).toEqual([
    'the-x-and-y',
    'same',
    'same-1',
    'a--ö_o',
  ])
  expect(problemOf('packages/runtime#install', here)).toBeUndefined()
  expect(problemOf('#install', here)).toBeUndefined()
  expect(problemOf('https://example.com', here)).toBeUndefined()
  expect(problemOf('http://example.com', here)).toBe('is not https')
  expect(problemOf('../x.md', here)).toBe('leaves the repository')
  expect(problemOf('docs/giude.md', here)).toBe('leads nowhere')
  expect(problemOf('docs/guide.md#not-there', here)).toBe('leads to no heading')
  expect(problemOf('LICENSE#x', here)).toBe('has an anchor, and leads to no document')
})

describe('every link in', () => {
  test.each(documents.map((file) => [relative(root, file), file]))('%s is alive', (_, file) => {
    const dead = linksOf(readFileSync(file, 'utf8')).flatMap((target) => {
      const problem = problemOf(target, file)
      return problem === undefined ? [] : [`${target} ${problem}`]
    })
    expect(dead).toEqual([])
  })
})

test('the documents are found', () => {
  expect(documents.length).toBeGreaterThan(15)
})
