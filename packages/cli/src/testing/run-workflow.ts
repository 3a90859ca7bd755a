import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runIn } from './run-in.ts'
import { readWorkflow, stepsOf, type WORKFLOWS } from './workflow.ts'

const BIN = join(import.meta.dirname, '../bin.ts')

/** What stands in the place of a runner of GitHub's. */
export interface Runner extends AsyncDisposable {
  /** What `gh` was called with so far, and what the file in its arguments held. */
  calls(): Promise<string[]>
  /**
   * Runs the scripts of a workflow one after another, in a folder; its actions are left out.
   *
   * @param values What stands for the expressions: `github.token` and the like.
   * @returns what was printed; ends at the first script that fails.
   */
  run(
    name: (typeof WORKFLOWS)[number],
    cwd: string,
    values: Record<string, string>,
  ): Promise<{ code: number | null; output: string }>
  /** What `gh` prints: by how its arguments begin. */
  answer(start: string, text: string): Promise<void>
}

/** A runner whose `npm ci` runs the `prepare` of `init`, whose `npx understudy` is ours, and whose `gh` only writes down. */
export async function startRunner(): Promise<Runner> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-runner-'))
  const bin = join(folder, 'bin')
  await mkdir(bin)
  const understudy = `'${process.execPath}' --conditions=@understudy/source '${BIN}'`
  const scripts = {
    npm: `[ "$*" = ci ] && ${understudy} generate`,
    npx: `shift; exec ${understudy} "$@"`,
    gh: `{ printf '%s ' "$@"; echo; cat "$RUNNER_TEMP/prompts.md" 2>/dev/null || true; printf '\\0'; } >> '${folder}/calls'
touch '${folder}/answers'
while IFS='\t' read -r start text; do case "$*" in "$start"*) echo "$text"; esac; done < '${folder}/answers'`,
  }
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/usr/bin/env bash\n${script}\n`)
    await chmod(join(bin, name), 0o755)
  }
  return {
    async calls() {
      const text = await readFile(join(folder, 'calls'), 'utf8').catch(() => '')
      return text.split('\0').filter(Boolean)
    },
    answer: (start, text) => writeFile(join(folder, 'answers'), `${start}\t${text}\n`),
    async run(name, cwd, values) {
      let output = ''
      for (const { run, env = {} } of stepsOf(readWorkflow(name))) {
        if (run === undefined) continue
        const set = Object.entries(env).map(([key, value]) => [
          key,
          value.replace(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => values[expression] ?? ''),
        ])
        const result = await runIn(cwd, 'bash', ['-eo', 'pipefail', '-c', run], {
          ...{ PATH: `${bin}:${process.env.PATH}`, HOME: folder, CI: 'true', RUNNER_TEMP: folder },
          ...{ GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), GITHUB_REF_NAME: 'main' },
          ...Object.fromEntries(set),
        })
        output += result.output
        if (result.code !== 0) return { code: result.code, output }
      }
      return { code: 0, output }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
