import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../fixtures/rag-qa/generated/', import.meta.url))
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))

/** The least of a client of the Language Server Protocol: requests with `Content-Length` headers over pipes. */
class LanguageServer implements Disposable {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #buffer = Buffer.alloc(0)
  #id = 0

  constructor() {
    this.#process = spawn(process.execPath, [join(typescript, 'bin/tsc'), '--lsp', '--stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#process.stdout?.on('data', (chunk: Buffer) => this.#read(chunk))
  }

  request(method: string, params: object): Promise<unknown> {
    const id = ++this.#id
    this.#write({ id, method, params })
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }

  notify(method: string, params: object): void {
    this.#write({ method, params })
  }

  #write(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk])
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n')
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, Math.max(0, end)))?.[1],
      )
      if (end < 0 || this.#buffer.length < end + 4 + length) return
      const message = JSON.parse(this.#buffer.toString('utf8', end + 4, end + 4 + length))
      this.#buffer = this.#buffer.subarray(end + 4 + length)
      // What the server asks of the client, for instance its settings, gets an empty answer.
      if (message.method !== undefined && message.id !== undefined)
        this.#write({ id: message.id, result: null })
      else if (message.id !== undefined) this.#waiting.get(message.id)?.(message.result ?? message.error)
    }
  }

  [Symbol.dispose](): void {
    this.#process.kill()
  }
}

/** What an editor shows when the pointer rests on the first character of the last line of a file beside the fixture. */
async function hover(...lines: string[]): Promise<string> {
  using server = new LanguageServer()
  await server.request('initialize', {
    processId: null,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
  })
  server.notify('initialized', {})
  const uri = pathToFileURL(join(folder, 'editor.ts')).href
  const text = ["import { ragQa } from './rag-qa.js'", ...lines, ''].join('\n')
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } })
  const answer = await server.request('textDocument/hover', {
    textDocument: { uri },
    position: { line: lines.length, character: 0 },
  })
  return JSON.stringify(answer)
}

test('hovering a prompt shows its templates, models and versions', async () => {
  const shown = await hover('ragQa')
  const manifest: { prompts: { [name: string]: { chain: { version: string }[] } } } = JSON.parse(
    readFileSync(join(folder, 'manifest.json'), 'utf8'),
  )
  for (const { version } of manifest.prompts['rag-qa']?.chain ?? []) expect(shown).toContain(version)
  for (const part of [
    'gpt-5.4-mini',
    'claude-haiku-4-5',
    '{{#passages}}',
    'Question: {{question}}',
    '<question>{{question}}</question>',
  ]) {
    expect(shown).toContain(part)
  }
})

test('hovering an answer shows the environments in short', async () => {
  const shown = await hover(
    "import type { Client } from '@understudy/runtime'",
    "declare const client: Client<'openai' | 'anthropic'>",
    "const answer = client.run(ragQa, { question: '?', passages: null })",
    'answer',
  )
  expect(shown).toContain(String.raw`Promise<Completion<undefined, \"fallback\" | \"prod\">>`)
})
