import type { DetectedProject } from './detect-project.ts'

/** The configuration file for a new project: its name, and its text. */
export function configFile({ typescript, esm }: DetectedProject): { name: string; text: string } {
  const setting = `  // The chain: the primary first, then what answers when it cannot.
  environments: ['prod', 'fallback'],
`
  // A plain object and an import of types only: it can be read before anything is installed.
  if (typescript) {
    return {
      // In a package of CommonJS, Node must be told that the file is a module.
      name: `understudy.config.${esm ? 'ts' : 'mts'}`,
      text: `import type { UnderstudyConfig } from '@understudy/cli/config'

export default {
${setting}} satisfies UnderstudyConfig
`,
    }
  }
  return {
    name: 'understudy.config.mjs',
    text: `/** @type {import('@understudy/cli/config').UnderstudyConfig} */
export default {
${setting}}
`,
  }
}
