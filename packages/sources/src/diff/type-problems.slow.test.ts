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

test('a whole application: aliases, names given anew, exported again, and imported when needed', async () => {
  const prompt = (text: string) => ({ 'prompts/qa/prod.yaml': template(text) })
  await using project = await gitProject({
    ...prompt('{{question}}'),
    'prompts/other/prod.yaml': template('{{question}}'),
    'package.json':
      '{ "type": "module", "imports": { "#prompts": "./.understudy/index.js", "#prompts/*": "./.understudy/*.js" } }',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        ...{ module: 'nodenext', target: 'es2024', strict: true, types: [], skipLibCheck: true },
        ...{ paths: { '@prompts/*': ['./.understudy/*'] } },
      },
      include: ['src'],
    }),
    'src/renamed.ts':
      "import { other, qa as ask } from '#prompts'\n\nask.candidates.prod.request({ question: '' })\nother.candidates.prod.request({ question: '' })\n",
    'src/alias.ts': "import { qa } from '@prompts/qa.js'\nqa.candidates.prod.request({ question: '' })\n",
    'src/needed.ts':
      "const { qa } = await import('#prompts/qa')\nqa.candidates.prod.request({ question: '' })\nexport {}\n",
    'src/again.ts': "export { qa as answer } from '#prompts/qa'\nexport { other } from '#prompts/other'\n",
    'src/deep/barrel.ts': "export * from '../again.js'\n",
    'src/deep/app.ts':
      "import { answer, other } from './barrel.js'\nanswer.candidates.prod.request({\n  question: '',\n})\nother.candidates.prod.request({ question: '' })\nexport const unrelated: number = 'text'\n",
    'src/unrelated.ts': "export const passages: number = 'text'\n",
    '.gitignore': 'node_modules\n.understudy\n',
  })
  await linkTypeScript(project.root)
  const opened = createProject({ root: project.root, config: { environments: ['prod'] } })
  const report = async () => {
    expect(await opened.generate()).toMatchObject({ errors: [] })
    const { prompts, warnings } = await opened.diff()
    expect({ warnings, names: prompts.map(({ prompt }) => prompt) }).toEqual({ warnings: [], names: ['qa'] })
    const place = ({ file, line }: { file: string; line: number }) => `${file}:${line}`
    return { sites: prompts[0]?.callSites.map(place), errors: prompts[0]?.typeErrors?.map(place) }
  }
  const sites = ['src/again.ts:1', 'src/alias.ts:1', 'src/needed.ts:1', 'src/renamed.ts:1']

  await project.write(prompt('{{question}} {{passages}}'))
  expect(await report()).toEqual({
    sites,
    errors: ['src/alias.ts:2', 'src/deep/app.ts:2', 'src/needed.ts:2', 'src/renamed.ts:3'],
  })
  await project.write(prompt('Hi {{passages}}'))
  expect(await report()).toEqual({
    sites,
    errors: ['src/alias.ts:2', 'src/deep/app.ts:3', 'src/needed.ts:2', 'src/renamed.ts:3'],
  })
})
