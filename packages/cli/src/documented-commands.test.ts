import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from './create-program.ts'
import { main } from './main.ts'
import { commandLines } from './testing/command-lines.ts'
import { readWorkflow, stepsOf, WORKFLOWS } from './testing/workflow.ts'

const root = join(import.meta.dirname, '../../..')

/** What commands there are in a text, as the command line understands them; nothing is run. */
async function parse(args: readonly string[]): Promise<string> {
  const output = new PassThrough()
  const io = { cwd: '/', env: {}, stdout: output, stderr: output, interrupted: () => AbortSignal.abort() }
  const program = await createProgram(io, () => undefined)
  let found = ''
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
    if (command.commands.length > 0) continue
    command.action(() => {
      found = command.name()
    })
  }
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return `${error.message} ${args.join(' ')}`
    throw error
  }
  return found
}

const isCommand =
  /^(?:backup|check|create|diff|export|generate|import|init|inspect|list|pull|retention|revoke|serve)$/

test('a wrong command line is told from a right one', async () => {
  expect(await parse(['pull', '--fresh', '--env', 'prod'])).toBe('pull')
  expect(await parse(['pull', '--frehs'])).toContain('unknown option')
  expect(await parse(['pul'])).toContain('unknown command')
  expect(await parse(['diff', 'a', 'b'])).toContain('too many arguments')
  expect(
    commandLines('npx understudy inspect \'{"a": 1}\' > x # y\n  run understudy\nunderstudy pull\n'),
  ).toEqual([['inspect', '{"a": 1}'], ['pull']])
})

const documents = globSync(['*.md', 'docs/*.md', 'packages/*/README.md', 'examples/*/README.md'], {
  cwd: root,
})

test('a command that is called is the only one that is loaded', async () => {
  const output = new PassThrough()
  const io = { cwd: '/', env: {}, stdout: output, stderr: output, interrupted: () => AbortSignal.abort() }
  const names = async (called?: string): Promise<string[]> =>
    (await createProgram(io, () => undefined, called)).commands.map((command) => command.name())
  expect(await names('generate')).toEqual(['generate'])
  expect(await names('pul')).toEqual(await names())
  expect(await names()).toHaveLength(12)
})

test('--help of each command has examples that it understands, and that of all leaves none out', async () => {
  const help = async (...args: string[]): Promise<string> => {
    const stdout = new PassThrough()
    const io = { cwd: '/', env: {}, stdout, stderr: stdout, interrupted: () => AbortSignal.abort() }
    await main([...args, '--help'], io)
    return String(stdout.read())
  }
  // What follows behind two blanks tells what the example is for.
  const examples = (text: string) => commandLines(text.replace(/^( {2}\$ .*?\S) {2,}.*$/gm, '$1'))
  const overview = await help()
  const names = [...overview.matchAll(/^ {2}([a-z]+) (?:\[options\]|.*key)/gm)].map(([, name = '']) => name)
  expect(names).toHaveLength(12)
  expect(examples(overview).length).toBeGreaterThan(10)
  for (const args of examples(overview)) expect(await parse(args)).toMatch(isCommand)
  for (const name of names) {
    const lines = examples(await help(name))
    expect(lines.map(([command]) => command)).toContain(name)
    for (const args of lines) {
      // This test has no such file.
      const given = args.map((arg) => (arg === 'sample.json' ? '{}' : arg))
      expect(await parse(given)).toMatch(isCommand)
    }
    expect(overview.split('Prompts in your code')[1]).toMatch(new RegExp(`understudy ${name}|\`${name}\``))
  }
})

test('every command line in the documents is one that the command understands', async () => {
  const lines = documents.flatMap((file) => commandLines(readFileSync(join(root, file), 'utf8')))
  expect(lines.length).toBeGreaterThan(15)
  for (const args of lines) expect(await parse(args)).toMatch(isCommand)
})

test.each(WORKFLOWS)('and so is every one in %s', async (name) => {
  const lines = stepsOf(readWorkflow(name)).flatMap(({ run = '' }) => commandLines(run))
  expect(lines.length).toBeGreaterThan(1)
  for (const args of lines) expect(await parse(args)).toMatch(isCommand)
})
