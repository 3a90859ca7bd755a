import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileProject } from '../packages/compiler/src/index.ts'
import { resolveConfig } from '../packages/sources/src/config/resolve-config.ts'
import { type CodeBlock, codeBlocks } from './documents/code-blocks.ts'
import { completeBlock, packagesOf } from './documents/complete-block.ts'
import { createDocumentProject, type DocumentProject } from './documents/document-project.ts'
import { templateOf } from './documents/template-of.ts'

// `understudy` in the blocks for a shell is checked by the command line's own tests.

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const documents = globSync(['*.md', 'docs/**/*.md', '{packages,examples}/*/README.md'], { cwd: root }).sort()
const blocks = documents.flatMap((file) => codeBlocks(file, read(file)))
const checked = blocks.filter(({ unchecked }) => unchecked === undefined)
const inLanguage = (...languages: string[]) => checked.filter(({ language }) => languages.includes(language))
const named = (some: readonly CodeBlock[]) =>
  some.map((block) => [`${block.file}:${block.line}`, block] as const)

const modules = inLanguage('ts', 'tsx')
const configs = modules.filter(({ text }) => /import \{.*\bdefineConfig\b.*@understudy\//.test(text))
const templates = inLanguage('yaml').map(templateOf)

const moduleOf = ({ file, line, language }: CodeBlock): string =>
  `blocks/${file.replaceAll('/', '.')}.L${line}.${language}`
const moduleText = (block: CodeBlock): string =>
  completeBlock(
    block,
    modules.slice(0, modules.indexOf(block)).filter(({ file }) => file === block.file),
  )

/** A block of no document. */
function wrong(line: number, text: string): CodeBlock {
  return { file: 'wrong.md', line, language: 'ts', text, unchecked: undefined }
}

let project: DocumentProject
/** What TypeScript says, each with the lines that belong to it. */
let problems: string[]
beforeAll(async () => {
  project = await createDocumentProject(modules.flatMap(packagesOf))
  const fixtures = globSync('scripts/documents/prompts/*/*.yaml', { cwd: root }).map((file) => {
    const [environment = '', prompt = ''] = file.replace('.yaml', '').split('/').reverse()
    return { prompt, environment, file, text: read(file) }
  })
  const shown = templates.filter(({ prompt }) => prompt !== 'unnamed')
  const { files } = compileProject([...shown, ...fixtures])
  await project.write(Object.fromEntries([...files].map(([name, text]) => [`.understudy/${name}`, text])))
  await project.write(Object.fromEntries(modules.map((block) => [moduleOf(block), moduleText(block)])))
  await project.write({
    'wrong/a.ts': completeBlock(wrong(3, 'client.run(ragQa, variables, { firstTokn: 1 })'), [
      wrong(1, "import { ragQa } from '#prompts/rag-qa'"),
    ]),
    'wrong/b.ts': completeBlock(wrong(2, "import { aiSkd } from '@understudy/runtime'"), []),
  })
  problems = await project.checkTypes()
})
afterAll(() => project[Symbol.asyncDispose]())

test('every block of TypeScript compiles, with the prompts that the documents show', async () => {
  expect(modules.length).toBeGreaterThan(30)
  expect(problems.filter((problem) => !problem.startsWith('wrong/'))).toEqual([])
})

test('a wrong option and a wrong import are found, at their lines', () => {
  expect(problems.filter((problem) => problem.startsWith('wrong/'))).toEqual([
    expect.stringMatching(/^wrong\/a\.ts\(3,.*firstTokn/),
    expect.stringMatching(/^wrong\/b\.ts\(2,10\).*aiSkd/),
  ])
})

test.each(named(inLanguage('yaml')))('the template at %s compiles', (_, block) => {
  const { prompt } = templateOf(block)
  const chain = templates.filter((other) => (prompt === 'unnamed' ? other.file === block.file : true))
  const { errors } = compileProject(chain.filter((other) => other.prompt === prompt))
  expect(errors.map(({ message }) => message)).toEqual([])
})

test.each(named(configs))('the configuration at %s is one', async (_, block) => {
  const { default: config } = await import(join(project.root, moduleOf(block)))
  expect(() => resolveConfig(config, 'production', block.file)).not.toThrow()
})

test.each(named(inLanguage('json')))('the JSON at %s is JSON', (_, { text }) => {
  expect(() => JSON.parse(text)).not.toThrow()
})

test('every script that a shell is told to run exists', () => {
  const scriptsIn = (folder: string): string[] =>
    Object.keys(JSON.parse(read(join(folder, 'package.json'))).scripts ?? {})
  let count = 0
  for (const { file, text } of inLanguage('sh')) {
    const known = [
      'exec',
      'install',
      ...scriptsIn('.'),
      ...(file.startsWith('examples/') ? scriptsIn(dirname(file)) : []),
    ]
    for (const [, name = ''] of text.matchAll(/^(?:npx -y )?pnpm(?:@\S+)?(?: run)? (\w+)/gm)) {
      expect(known, file).toContain(name)
      count += 1
    }
  }
  expect(count).toBeGreaterThan(10)
})

test('a block that is not checked says why, and its language is one of those that are', () => {
  const languages = ['ts', 'tsx', 'json', 'yaml', 'sh', 'text']
  expect(blocks.filter(({ language }) => !languages.includes(language))).toEqual([])
  expect(codeBlocks('a.md', 'a\n<!-- unchecked: of others -->\n```ts\nb\n```\n```sh\nc\n```\n')).toEqual([
    { file: 'a.md', line: 4, language: 'ts', text: 'b\n', unchecked: 'of others' },
    { file: 'a.md', line: 7, language: 'sh', text: 'c\n', unchecked: undefined },
  ])
})
