import { styleText } from 'node:util'
import type { CandidateDiff, ProjectDiff } from '@understudy/sources'
import { expect, test } from 'vitest'
import { printDiffMarkdown } from './print-diff-markdown.ts'
import { type Paint, printDiffText } from './print-diff-text.ts'

const plain: Paint = (_, text) => text
const coloured: Paint = (format, text) => styleText(format, text, { validateStream: false })

const ESC = String.fromCharCode(27)

function diffOf(candidate: Partial<CandidateDiff>, prompt = 'qa'): ProjectDiff {
  const whole: CandidateDiff = {
    kind: 'changed',
    environment: 'prod',
    file: 'prompts/qa/prod.yaml',
    version: { before: undefined, after: undefined },
    settings: [],
    messages: [],
    tokens: { before: 1, after: 4 },
    ...candidate,
  }
  const found = {
    kind: 'changed',
    variables: [],
    breaking: false,
    callSites: [],
    typeErrors: undefined,
  } as const
  return {
    from: 'HEAD',
    to: 'the working tree',
    prompts: [{ ...found, prompt, variables: [], callSites: [], candidates: [whole] }],
    unchanged: 0,
    errors: [],
    warnings: [],
  }
}

const changed = (before: string, after: string): Partial<CandidateDiff> => ({
  messages: [
    {
      kind: 'changed',
      label: 'user',
      parts: [
        { kind: 'removed', text: before },
        { kind: 'added', text: after },
      ],
    },
  ],
})

test('words are coloured line by line, and not marked as well', () => {
  const text = printDiffText(diffOf(changed('a\nb', 'c')), coloured)
  expect(text).toContain(`      ${styleText('red', 'a', { validateStream: false })}\n`)
  expect(text).toContain(styleText('green', 'c', { validateStream: false }))
  expect(text).not.toMatch(/\[-|\{\+/)
})

test('versions are named where they differ', () => {
  const diff = diffOf({ version: { before: 'v1', after: 'v`2' } })
  expect(printDiffText(diff, plain)).toContain(
    'prod changed · 1 → 4 tokens (+3) · version v1 → v`2 · prompts',
  )
  expect(printDiffMarkdown(diff)).toContain('version `v1` → ``v`2``')
})

test('nothing in a text steers a terminal, or shows in another order', () => {
  const text = printDiffText(diffOf(changed(`${ESC}[2J`, 'a\u202eb\r\u0007\u009b')), plain)
  expect(text).toContain('\\u001b[2J')
  expect(text).toContain('a\\u202eb\\u000d\\u0007\\u009b')
  expect(text).not.toMatch(/(?!\n)\p{Cc}/u)
})

test('nothing in a text gets out of its place in Markdown', () => {
  const hostile = '</pre><img src=x>\n\n# @everyone `` ``` | [a](b) &amp; -->'
  const diff = diffOf({
    ...changed(hostile, hostile),
    settings: [{ name: `parameters.${hostile}`, before: hostile, after: { [hostile]: 1 } }],
    file: hostile,
  })
  const lines = printDiffMarkdown(diff).split('\n')
  expect(lines.filter((line) => line.includes('<img'))).toEqual([
    expect.stringMatching(/^\*\*`prod`\*\* .*````<\/pre>/),
    expect.stringMatching(/^- ````parameters\.<\/pre><img.*````: ````<\/pre>.*```` → ````\{/),
  ])
  expect(lines.filter((line) => line.startsWith('<pre>'))).toHaveLength(1)
  expect(lines.join('\n').match(/<\/pre>(?=\n|$)/g)).toHaveLength(1)
  expect(lines.join('\n')).toContain('&lt;/pre&gt;&lt;img src=x&gt;')
})

test('a long text is shown around what differs, a long value in part', () => {
  const same = Array.from({ length: 200 }, (_, i) => `word${i}`).join(' ')
  const parts = [
    { kind: 'same' as const, text: same },
    { kind: 'added' as const, text: 'new' },
    { kind: 'same' as const, text: same },
  ]
  const diff = diffOf({
    messages: [{ kind: 'changed', label: 'user', parts }],
    settings: [{ name: 'output', before: undefined, after: same }],
  })
  const text = printDiffText(diff, plain)
  expect(text).toMatch(/ {6}….{80}\{\+new\+\}.{80}…\n/)
  expect(text).toMatch(/\+ output: .{199}…\n/)
  expect(text).not.toContain('word100')
})

test('a comment fits, and names what is left out', () => {
  const [one] = diffOf(changed('x '.repeat(4000), 'y')).prompts
  if (!one) throw new Error('no prompt')
  const prompts = Array.from({ length: 300 }, (_, i) => ({ ...one, prompt: `p${i}` }))
  const text = printDiffMarkdown({ ...diffOf({}), prompts })
  expect(text.length).toBeLessThan(65_536)
  expect(text).toMatch(/Too long to show: `p\d+`, .* and \d+ more\.\n$/)
  expect(text.match(/<pre>/g)?.length).toBe(text.match(/<\/pre>/g)?.length)
})
