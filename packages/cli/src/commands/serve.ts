import type { ServeOptions } from '@understudy/registry'
import { Command, InvalidArgumentError } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { databaseOption, openStorage } from '../registry/open-storage.ts'
import { problemLog } from '../registry/problem-log.ts'
import { whyNotListening } from '../registry/why-not-listening.ts'
import { UserError } from '../user-error.ts'

interface Options {
  host: string
  port: number
  database?: string
  origin?: string[]
}

const EXAMPLES = `
Examples:
  $ understudy keys create --project support --create-project --role write
  $ understudy serve                                      on 127.0.0.1:4400, in understudy.db
  $ understudy serve --host 0.0.0.0 --port 80             for others too, behind a proxy with TLS
  $ understudy serve --database postgres://db/understudy  as many of them as you like
`

/** `understudy serve`: runs a registry until interrupted. */
export function serveCommand(io: Io): Command {
  return new Command('serve')
    .description('run a registry: templates, recordings and datasets, by the API of Freeplay')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'where to listen; 0 takes a free port', toPort, 4400)
    .addOption(databaseOption())
    .option(
      '--origin <url...>',
      'pages that may call it from a browser, such as https://example.com',
      toOrigins,
    )
    .addHelpText('after', EXAMPLES)
    .action(async ({ host, port, database, origin = [] }: Options) => {
      const interrupted = io.interrupted()
      const storage = await openStorage(io, database)
      try {
        await serveUntil(interrupted, io, { storage, host, port, origins: origin })
      } finally {
        await storage.close()
      }
    })
}

async function serveUntil(
  interrupted: AbortSignal,
  io: Io,
  options: ServeOptions & { host: string; port: number },
): Promise<void> {
  const { isUnavailable, serve } = await import('@understudy/registry')
  const running = await serve({
    ...options,
    onError: problemLog(
      (text) => void io.stderr.write(`${paint(io.stderr, 'red', 'error')} ${text}\n`),
      isUnavailable,
    ),
  }).catch((error: unknown) => {
    throw new UserError(whyNotListening(error, options), { cause: error })
  })
  io.stdout.write(`The registry listens at ${running.url}. SDKs take ${running.url}/api. Stop with Ctrl+C.\n`)
  if (!interrupted.aborted) {
    await new Promise((resolve) => interrupted.addEventListener('abort', resolve, { once: true }))
  }
  await running.close()
}

function toOrigins(text: string, others: readonly string[] = []): string[] {
  const { protocol, origin } = URL.parse(text) ?? {}
  if (origin !== text || !/^https?:$/.test(protocol ?? '')) {
    throw new InvalidArgumentError('An origin is such as https://example.com, without a path.')
  }
  return [...others, text]
}

function toPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}
