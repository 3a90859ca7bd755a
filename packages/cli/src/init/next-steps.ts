import type { Bundler, DetectedProject, PackageManager } from './detect-project.ts'
import { FIRST_PROMPT } from './first-prompt.ts'

const ADD: Readonly<Record<PackageManager, { add: string; dev: string }>> = {
  npm: { add: 'npm install', dev: 'npm install --save-dev' },
  pnpm: { add: 'pnpm add', dev: 'pnpm add --save-dev' },
  yarn: { add: 'yarn add', dev: 'yarn add --dev' },
  bun: { add: 'bun add', dev: 'bun add --dev' },
}

const inConfig = (bundler: Bundler, line: string, ...imports: string[]): string => `// ${bundler}.config
${imports.map((statement) => `${statement}\n`).join('')}import understudy from '@understudy/unplugin/${bundler}'

${line}`

const PLUGIN: Readonly<Record<Bundler, string>> = {
  vite: inConfig(
    'vite',
    'export default defineConfig({ plugins: [understudy()] })',
    "import { defineConfig } from 'vite'",
  ),
  rspack: inConfig('rspack', 'export default { …, plugins: [understudy()] }'),
  webpack: inConfig('webpack', 'export default { …, plugins: [understudy()] }'),
  farm: inConfig(
    'farm',
    'export default defineConfig({ plugins: [understudy()] })',
    "import { defineConfig } from '@farmfe/core'",
  ),
  rolldown: inConfig('rolldown', 'export default { …, plugins: [understudy()] }'),
  rollup: inConfig('rollup', 'export default { …, plugins: [understudy()] }'),
  esbuild: `// where you call esbuild
import understudy from '@understudy/unplugin/esbuild'

await build({ …, plugins: [understudy()] })`,
}

const IMPORTS = `import Anthropic from '@anthropic-ai/sdk'
import { createClient } from '@understudy/runtime'
import { anthropic } from '@understudy/runtime/anthropic'
import { openai } from '@understudy/runtime/openai'
import OpenAI from 'openai'`

const FIRST_CALL = `ragQa, {
  question: 'What is the capital of Japan?',
  passages: [{ id: 1, title: 'Japan', text: 'The capital of Japan is Tokyo.' }],
}`

function call(prompt: string): string {
  const isFirst = prompt === FIRST_PROMPT
  return `${IMPORTS}
import { ${isFirst ? 'ragQa' : '…'} } from '#prompts/${prompt}'

const client = createClient({
  providers: { openai: openai(new OpenAI()), anthropic: anthropic(new Anthropic()) },
})
const { text, servedBy } = await client.run(${isFirst ? FIRST_CALL : '…, { … }'})
console.log(text, servedBy)`
}

/** The commands that install what a project still lacks. */
export function installCommands({ packageManager, bundler, dependencies }: DetectedProject): string[] {
  const { add, dev } = ADD[packageManager]
  const lacks = (name: string): boolean => !dependencies.has(name)
  const runtime = ['@understudy/runtime', 'openai', '@anthropic-ai/sdk'].filter(lacks)
  const tools = ['@understudy/cli', ...(bundler ? ['@understudy/unplugin'] : [])].filter(lacks)
  return [
    ...(runtime.length > 0 ? [`${add} ${runtime.join(' ')}`] : []),
    ...(tools.length > 0 ? [`${dev} ${tools.join(' ')}`] : []),
  ]
}

/** Something that the user does next. */
export interface Step {
  title: string
  text: string
}

/** The step that installs what is missing; none when nothing is. */
export function installStep(project: DetectedProject): Step[] {
  const commands = installCommands(project)
  return commands.length > 0 ? [{ title: 'Install what is missing', text: commands.join('\n') }] : []
}

/** What the user does next, in order, with one of the project's prompts. */
export function nextSteps(project: DetectedProject, prompts: readonly string[]): Step[] {
  const prompt = prompts.includes(FIRST_PROMPT) ? FIRST_PROMPT : prompts[0]
  return [
    ...installStep(project),
    project.bundler
      ? { title: `Add the plugin to ${project.bundler}`, text: PLUGIN[project.bundler] }
      : {
          title: 'While you edit templates, keep the modules in step',
          text: 'npx understudy generate --watch',
        },
    ...(prompt === undefined
      ? []
      : [{ title: 'Ask, with OPENAI_API_KEY and ANTHROPIC_API_KEY set', text: call(prompt) }]),
  ]
}
