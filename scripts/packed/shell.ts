import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** What a command printed, on both of its outputs, and how it ended. */
export interface Ended {
  code: number
  output: string
}

/** Runs a command in a folder, as a newcomer would. */
export async function attempt(
  folder: string,
  more: Readonly<Record<string, string>>,
  command: string,
  ...args: string[]
): Promise<Ended> {
  try {
    const { stdout, stderr } = await execute(command, args, {
      ...{ cwd: folder, env: { ...environment(), ...more }, maxBuffer: 1e8 },
    })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { stdout = '', stderr = '', code } = error as { stdout?: string; stderr?: string; code?: unknown }
    if (typeof code !== 'number') throw error
    return { code, output: stdout + stderr }
  }
}

/** Runs a command that must succeed, and gives what it printed on its first output. */
export async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await execute(command, args, { cwd: folder, env: environment(), maxBuffer: 1e8 })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed in ${folder}\n${stdout}${stderr}`)
  }
}

/** The environment of a newcomer: nothing that pnpm or this workspace set. */
export function environment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|NODE_OPTIONS|CI$)/i.test(name),
  )
  return Object.fromEntries(entries)
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** @param seen What is shown where the claim does not hold. */
export function assert(condition: boolean, claim: string, seen = ''): void {
  if (!condition) throw new Error(`not so: ${claim}\n${seen}`)
  say(`  ok  ${claim}`)
}
