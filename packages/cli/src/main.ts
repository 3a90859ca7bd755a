import { CommanderError } from 'commander'
import { createProgram } from './create-program.ts'
import type { Io } from './io.ts'
import { paint } from './paint.ts'
import { UserError } from './user-error.ts'

/**
 * Runs the command line.
 *
 * @returns the exit code: 0 for success, 1 for a failure, 2 for wrong usage; `check --remote` has 3 for an outage.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0
  const finish = (code: number): void => {
    exitCode = code
  }
  const program = await createProgram(io, finish, args[0])
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    io.stderr.write(`${paint(io.stderr, 'red', 'error')} ${describe(error)}\n`)
    return 1
  }
}

/** A failure that is not the user's: the system's in one line, a bug with its stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isExplained = error instanceof UserError || 'syscall' in error
  return isExplained ? error.message : (error.stack ?? error.message)
}
