import { rollup } from 'rollup'
import { expect, test } from 'vitest'
import understudy from './rollup.ts'
import { createFixture, openaiTemplate } from './testing/fixture.ts'

test('one instance may serve one build after the other', async () => {
  await using fixture = await createFixture()
  const options = {
    input: `${fixture.root}/main.js`,
    external: /^@understudy\//,
    plugins: [understudy({ root: fixture.root })],
  }
  const code = async (): Promise<string> => {
    const bundle = await rollup(options)
    const { output } = await bundle.generate({ format: 'es' })
    await bundle.close()
    return output[0].code
  }
  expect(await code()).toContain('First words.')
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
  expect(await code()).toContain('Second words.')
})
