import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runNode } from './run-node.ts'

const repository = dirname(dirname(import.meta.dirname))

/** Generates the module of the example's prompt, with a chain of these environments; returns its path. */
export function generateExample(root: string, environments: readonly string[]): string {
  cpSync(join(repository, 'examples/rag-qa/prompts'), join(root, 'prompts'), { recursive: true })
  mkdirSync(join(root, 'node_modules/@understudy'), { recursive: true })
  symlinkSync(join(repository, 'packages/runtime'), join(root, 'node_modules/@understudy/runtime'), 'dir')
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(root, 'understudy.config.mjs'), `export default ${JSON.stringify({ environments })}`)
  runNode('generate-once.ts', root)
  return join(root, '.understudy/rag-qa.js')
}
