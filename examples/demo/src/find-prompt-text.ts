import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How much of the prompts' text is in a folder of built files. */
export interface PromptTextReport {
  files: number
  bytes: number
  /** Pieces of text that the prompts consist of. */
  pieces: number
  /** How many of them were found. */
  found: number
}

/**
 * Searches built files for the text of prompts. A piece is what stands in one line between variables and quotes, since
 * a bundler keeps such text as it is.
 */
export async function findPromptText(prompts: string, built: string): Promise<PromptTextReport> {
  const templates = (await readAll(prompts)).filter(({ name }) => /\.ya?ml$/.test(name))
  const pieces = new Set(templates.flatMap(({ text }) => piecesOf(text)))
  const files = await readAll(built)
  const found = [...pieces].filter((piece) => files.some(({ text }) => text.includes(piece)))
  return {
    files: files.length,
    bytes: files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    pieces: pieces.size,
    found: found.length,
  }
}

function piecesOf(template: string): string[] {
  const [, messages = ''] = template.split(/^messages:$/m)
  return messages
    .split(/\{\{.*?\}\}|[\n"'`\\]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= 12 && !piece.startsWith('- role:'))
}

async function readAll(folder: string): Promise<{ name: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ name, parentPath }) => ({ name, text: await readFile(join(parentPath, name), 'utf8') })),
  )
}
