import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { SOURCE_CONDITION } from './source-condition.ts'

const run = promisify(execFile)

/** Runs a module in a process of its own, with source maps and without `eval`, and returns its export `out`. */
export async function executeModule(file: string): Promise<unknown> {
  const program = `const { out } = await import(process.argv[1]); process.stdout.write(JSON.stringify({ out: await out }))`
  const { stdout } = await run(process.execPath, [
    `--conditions=${SOURCE_CONDITION}`,
    '--disable-warning=ExperimentalWarning',
    '--disallow-code-generation-from-strings',
    '--enable-source-maps',
    '--input-type=module',
    '--eval',
    program,
    pathToFileURL(file).href,
  ])
  const { out }: { out?: unknown } = JSON.parse(stdout)
  return out
}
