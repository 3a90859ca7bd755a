import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'

const index = new URL('../config.ts', import.meta.url)

/** Loads configurations as Node does by itself, without vitest between, and prints their errors. */
const SCRIPT = `
const { loadConfig } = await import(${JSON.stringify(join(import.meta.dirname, 'load-config.ts'))})
const failures = []
for (const root of process.argv.slice(1)) {
  await loadConfig(root, { mode: 'production' }).catch((error) => failures.push({ ...error }))
}
console.log(JSON.stringify(failures, (_, value) => value === undefined ? null : value))`

/** A configuration, or all the files of its project; and what its error must be. */
type Case = [name: string, config: string | Record<string, string>, expected: object]

const at = (line: number, column: number, summary: RegExp, file = 'understudy.config.ts') => ({
  ...{ file, line, column, summary: expect.stringMatching(summary) },
  frame: expect.stringMatching(new RegExp(`^> +${line} \\|`, 'm')),
})

const nowhere = (summary: string) => ({ summary, file: 'understudy.config.ts', frame: null })

const ofLibrary = "import { q } from './lib/q.ts'\nexport default q\n"

const cases: Case[] = [
  ['what does not parse', 'export default {\n  strict: true,,\n}\n', at(2, 16, /^cannot be imported: .*/)],
  [
    'a comma that is missing',
    'export default {\n  strict: true\n  output: "o",\n}\n',
    at(3, 3, /Expected ','/),
  ],
  ['what has to be compiled', 'export default {}\nenum A { b }\n', at(2, 1, /enum is not supported/)],
  [
    'what throws',
    'const f = () => {\n  throw new Error("oh no")\n}\nexport default f()\n',
    at(2, 9, /^threw: oh no$/),
  ],
  [
    'an export that is not there',
    'import fs, { no } from "node:fs"\nexport default {}\n',
    at(1, 14, /export named 'no'/),
  ],
  [
    'a package that is not there',
    '\nimport a from "not-there/x"\nexport default {}\n',
    at(2, 15, /package 'not-there'$/),
  ],
  [
    'a file that is not there',
    'import a from "./a.ts"\nexport default {}\n',
    at(1, 15, /Cannot find module '.*a\.ts'$/),
  ],
  ['an unknown key', 'export default {\n  enviroments: [],\n}\n', at(2, 3, /^unknown key `enviroments`/)],
  [
    'a wrong value',
    'const pull = "never"\nexport default {\n  chains: {}, pull,\n}\n',
    at(3, 15, /^`pull`: expected one of/),
  ],
  ['a list further in', 'export default {\n  chains: { qa: ["a", 7] },\n}\n', at(2, 23, /^`chains\.qa\.1`/)],
  [
    'a function that throws',
    'export default {\n  environments() {\n    throw new Error("no")\n  },\n}\n',
    at(2, 3, /^`environments` threw for mode "production": no/),
  ],
  [
    'a wrong option of a source',
    `import { langfuse } from '${index}'\nexport default {\n  source: langfuse({ label: 'prod' }),\n}\n`,
    at(3, 11, /^langfuse\(\): unknown key `label`/),
  ],
  [
    'the same source twice',
    `import { folder } from '${index}'\nexport default {\n  source: [folder('a'), folder('a')],\n}\n`,
    at(3, 3, /two sources of the name/),
  ],

  [
    'JavaScript that does not parse, of which Node tells the place only by itself,',
    { 'understudy.config.mjs': 'export default {\n  strict: true\n  output: "o",\n}\n' },
    at(3, 3, /Unexpected identifier 'output'/, 'understudy.config.mjs'),
  ],
  [
    'a file of the project that does not parse',
    { 'understudy.config.ts': ofLibrary, 'lib/q.ts': 'export const q = {\n  a b\n}\n' },
    at(2, 5, /^understudy\.config\.ts cannot be imported: /, 'lib/q.ts'),
  ],
  [
    'a file of the project that throws',
    { 'understudy.config.ts': ofLibrary, 'lib/q.ts': 'export const q = {}\nthrow new Error("oh no")\n' },
    at(2, 7, /^understudy\.config\.ts threw: oh no$/, 'lib/q.ts'),
  ],
  ['what is thrown and is no error', 'throw "text"\n', nowhere('threw: text')],
  [
    'what others throw',
    {
      'understudy.config.ts': "import 'a'\nexport default {}\n",
      'node_modules/a/index.js': 'throw new Error("theirs")\n',
      'node_modules/a/package.json': '{}',
    },
    nowhere('threw: theirs'),
  ],
]

let failures: object[] = []

beforeAll(async () => {
  const files = cases.flatMap(([, config], i) =>
    Object.entries({
      'package.json': '{ "type": "module" }',
      ...(typeof config === 'string' ? { 'understudy.config.ts': config } : config),
    }).map(([name, text]) => [`${i}/${name}`, text]),
  )
  await using project = await tempProject(Object.fromEntries(files))
  const roots = cases.map((_, i) => join(project.root, String(i)))
  const args = ['--conditions=@understudy/source', '--input-type=module', '-e', SCRIPT, ...roots]
  failures = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout)
})

test.each(cases.map(([name, , expected], i) => ({ name, expected, i })))(
  '$name is shown where it is',
  ({ expected, i }) => {
    expect(failures).toHaveLength(cases.length)
    expect(failures[i]).toMatchObject({ code: 'config', hint: expect.stringMatching(/\S/), ...expected })
  },
)
