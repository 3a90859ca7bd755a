import { expect, test } from 'vitest'
import { createFixture } from '../../../packages/unplugin/src/testing/fixture.ts'
import { farmBundler } from '../bundlers/farm.ts'
import { appendFileSync } from 'node:fs'
const say = (...a: unknown[]) => appendFileSync('/tmp/h/say.txt', a.join(' ') + '\n')
test('probe', async () => {
  await using fixture = await createFixture('W', { 'main.js': "import { a } from './a.js'\nimport { z } from './z.js'\nexport const out = a\nexport const l = () => import('./b.js')", 'a.js': "export { ragQa as a } from '#prompts/rag-qa'", 'b.js': "export { ragQa as a } from '#prompts'", 'z.js': "export { ragQa as z } from '#prompts/rag-qa'" })
  await farmBundler.build({ root: fixture.root })
  say(await fixture.list('dist'), await fixture.read('dist/understudy-manifest.json'))
  await fixture.remove('dist')
  say(await farmBundler.build({ root: fixture.root, plugin: { browser: true } }).then(() => 'none', String))
  say(await fixture.list('dist'))
  await fixture.write({ 'main.js': "import { z } from './z.js'\nexport const out = 1" })
  await farmBundler.build({ root: fixture.root, plugin: { browser: true } })
  say(await fixture.list('dist'))
})
