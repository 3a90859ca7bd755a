import { expect, test } from 'vitest'
import { gitProject } from '../testing/git-project.ts'
import { tempProject } from '../testing/temp-project.ts'
import { findCallSites } from './call-sites.ts'

const files = {
  'src/direct.ts': "// first\nimport { ragQa } from '#prompts/rag-qa'\n",
  'src/dynamic.mts': 'const p = await import("#prompts/rag-qa")\n',
  'src/require.cjs': 'require(`#prompts/rag-qa.js`)\n',
  'src/index-import.tsx': "import {\n  other,\n  ragQa as answer,\n} from '#prompts'\n",
  'src/again.ts': "export { ragQa } from '#prompts'\n",
  'src/all.ts': "import * as prompts from '#prompts'\n",
  'src/app.vue': "<script setup>\nimport { triage } from '#prompts/triage'\n</script>\n",
  'src/nested.ts': "import { a } from '#prompts/support/rag-qa'\n",
  'src/near.ts':
    "import { ragQaX, xRagQa } from '#prompts'\nimport x from '#prompts/rag-qa-2'\nimport y from './rag-qa'\n",
  'src/path.ts': "import { ragQa } from '../.understudy/rag-qa.js'\n",
  'src/notes.md': "import { ragQa } from '#prompts/rag-qa'\n",
  '.understudy/index.js': "export { ragQa } from '#prompts/rag-qa'\n",
  'node_modules/x/index.js': "import '#prompts/rag-qa'\n",
}

const sites = async (root: string, ...prompts: string[]) =>
  [...(await findCallSites(root, '.understudy', prompts))].flatMap(([prompt, found]) =>
    found.map(({ file, line, text }) => `${prompt} ${file}:${line} ${text}`),
  )

const expected = [
  "rag-qa src/again.ts:1 export { ragQa } from '#prompts'",
  "rag-qa src/all.ts:1 import * as prompts from '#prompts'",
  "rag-qa src/direct.ts:2 import { ragQa } from '#prompts/rag-qa'",
  'rag-qa src/dynamic.mts:1 const p = await import("#prompts/rag-qa")',
  'rag-qa src/index-import.tsx:3 ragQa as answer,',
  "rag-qa src/path.ts:1 import { ragQa } from '../.understudy/rag-qa.js'",
  'rag-qa src/require.cjs:1 require(`#prompts/rag-qa.js`)',
]

test('every way to import a prompt, and nothing else', async () => {
  await using project = await tempProject(files)
  expect(await sites(project.root, 'rag-qa')).toEqual(expected)
  expect(await sites(project.root, 'triage', 'support/rag-qa')).toEqual([
    "triage src/all.ts:1 import * as prompts from '#prompts'",
    "triage src/app.vue:2 import { triage } from '#prompts/triage'",
    "support/rag-qa src/all.ts:1 import * as prompts from '#prompts'",
    "support/rag-qa src/nested.ts:1 import { a } from '#prompts/support/rag-qa'",
  ])
  expect(await sites(project.root)).toEqual([])
})

test('in a repository, what git ignores is left alone, and what is new is not', async () => {
  await using project = await gitProject({
    ...files,
    '.gitignore': 'node_modules\n.understudy\nsrc/again.ts\n',
  })
  await project.write({ 'src/new.ts': "import '#prompts/rag-qa'\n" })
  await project.remove('src/all.ts')
  const changed = expected.filter((site) => !/again|all\.ts/.test(site))
  expect(await sites(project.root, 'rag-qa')).toEqual([
    ...changed.slice(0, 3),
    "rag-qa src/new.ts:1 import '#prompts/rag-qa'",
    ...changed.slice(3),
  ])
})
