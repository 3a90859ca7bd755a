import { parseArgs, styleText } from 'node:util'
import { jsonReport } from './json-report.ts'
import { liveKeys } from './live-keys.ts'
import { runDemo } from './run-demo.ts'
import { textReport } from './text-report.ts'

const USAGE = `Usage: pnpm demo [--json] [--live]

Asks a built server five questions while its primary provider is healthy, refuses connections,
answers 503, stalls, and is cut mid-stream. Exit code 1 if a story does not end as it must.

  --json  print one JSON object
  --live  ask the real providers; needs OPENAI_API_KEY and ANTHROPIC_API_KEY.
          Only a failing primary is local then.
  --help  print this
`

process.exitCode = await main()

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  if (!options) return 2
  if (options.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const { isTTY } = process.stderr
  try {
    const live = options.live ? liveKeys(process.env) : undefined
    const result = await runDemo(live, (doing) => isTTY && process.stderr.write(`\r\x1b[K… ${doing}`))
    if (isTTY) process.stderr.write('\r\x1b[K')
    process.stdout.write(
      options.json
        ? `${JSON.stringify(jsonReport(result), null, 2)}\n`
        : textReport(result, (style, text) => styleText(style, text, { stream: process.stdout })),
    )
    return result.problems.length === 0 ? 0 : 1
  } catch (error) {
    if (isTTY) process.stderr.write('\r\x1b[K')
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    return 1
  }
}

function readOptions(args: string[]): { json?: boolean; live?: boolean; help?: boolean } | undefined {
  try {
    return parseArgs({
      // `pnpm demo -- --json` hands the separator on.
      args: args.filter((arg) => arg !== '--'),
      options: {
        json: { type: 'boolean' },
        live: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    return undefined
  }
}
