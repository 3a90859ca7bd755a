import { expect, test } from 'vitest'
import { createProject } from '../project/project.ts'
import { gitProject } from '../testing/git-project.ts'
import { linkTypeScript } from '../testing/link-typescript.ts'

const template = (content: string): string =>
  JSON.stringify({ provider: 'openai', model: 'm', messages: [{ role: 'user', content }] })

test("the calls that a new variable breaks, by the project's own TypeScript", async () => {
  await using project = await gitProject({
    'prompts/qa/prod.yaml': template('{{question}}'),
    'prompts/other/prod.yaml': template('{{x}}'),
    'package.json': '{ "type": "module", "imports": { "#prompts/*": "./.understudy/*.js" } }',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { module: 'nodenext', target: 'es2024', strict: true, types: [], skipLibCheck: true },
      include: ['src'],
    }),
    'src/answer.ts':
      "import { qa } from '#prompts/qa'\n\nexport const body = qa.candidates.prod.request({ question: 'Why?' })\n",
    'src/unrelated.ts': "export const wrong: number = 'text'\n",
    '.gitignore': 'node_modules\n.understudy\n',
  })
  await linkTypeScript(project.root)
  const opened = createProject({ root: project.root, config: { environments: ['prod'] } })

  await project.write({ 'prompts/qa/prod.yaml': template('{{question}} {{passages}}') })
  expect(await opened.generate()).toMatchObject({ errors: [] })
  const { prompts, warnings } = await opened.diff()
  expect(warnings).toEqual([])
  expect(prompts).toMatchObject([
    {
      prompt: 'qa',
      breaking: true,
      typeErrors: [
        {
          file: 'src/answer.ts',
          line: 3,
          column: expect.any(Number),
          message: expect.stringMatching(/^TS\d+: .*passages/s),
        },
      ],
    },
  ])
})
