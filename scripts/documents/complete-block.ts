import { parseSync } from 'vite'
import type { CodeBlock } from './code-blocks.ts'

/**
 * A block of TypeScript as a module: with what the blocks before it in its document have imported, and with its lines
 * where they are in the document.
 *
 * @param earlier The blocks before it, in order.
 */
export function completeBlock(block: CodeBlock, earlier: readonly CodeBlock[]): string {
  const own = new Set(importsOf(block.text).keys())
  const carried: string[] = []
  for (const [name, statement] of importsOf(...earlier.map(({ text }) => text))) {
    const isDeclared = new RegExp(`\\b(?:const|let|function|class)\\s+${name}\\b`).test(block.text)
    const isUsed = new RegExp(`(?<![\\w$.'#/@-])${name}\\b`).test(block.text)
    if (isUsed && !isDeclared && !own.has(name)) carried.push(statement)
  }
  return `${carried.map((statement) => `${statement}; `).join('')}${'\n'.repeat(block.line - 1)}${block.text}`
}

/** The packages that a block imports. */
export function packagesOf({ text }: CodeBlock): string[] {
  return parseSync('block.ts', text)
    .module.staticImports.map(({ moduleRequest }) => moduleRequest.value)
    .flatMap((specifier) => /^(?:@[\w-]+\/)?[a-z][\w-]*/.exec(specifier) ?? [])
}

/** What texts import, by its name there, as a statement each; the last of a name counts. */
function importsOf(...texts: string[]): Map<string, string> {
  const statements = new Map<string, string>()
  for (const text of texts) {
    for (const { moduleRequest, entries } of parseSync('block.ts', text).module.staticImports) {
      for (const { importName, localName } of entries) {
        const { value: local } = localName
        const clause = importName.kind === 'Default' ? local : `{ ${importName.name} as ${local} }`
        statements.set(local, `import ${clause} from '${moduleRequest.value}'`)
      }
    }
  }
  return statements
}
