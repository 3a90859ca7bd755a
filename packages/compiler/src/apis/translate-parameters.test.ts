import { readFileSync } from 'node:fs'
import type { Api } from '@understudy/runtime'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../template/template.ts'
import { loadPrompt } from '../testing/load-prompt.ts'

/** A row of spec/parameters.yaml. YAML's `no` is no boolean in its version 1.2. */
type Case = { name: string; parameters: JsonObject } & { [api in Api]: JsonObject | 'no' }

const cases = load(
  readFileSync(new URL('../../spec/parameters.yaml', import.meta.url), 'utf8'),
) as readonly Case[]

/** A body without parameters. */
const bodies: { [api in Api]: JsonObject } = {
  'openai.chat': { model: 'm', messages: [{ role: 'user', content: 'x' }] },
  'openai.responses': { model: 'm', input: [{ role: 'user', content: 'x' }] },
  'anthropic.messages': { model: 'm', messages: [{ role: 'user', content: 'x' }] },
  'google.generateContent': { model: 'm', contents: [{ role: 'user', parts: [{ text: 'x' }] }] },
  'bedrock.converse': { modelId: 'm', messages: [{ role: 'user', content: [{ text: 'x' }] }] },
}

describe.each(Object.keys(bodies) as Api[])('%s', (api) => {
  test.each(cases)('$name', async ({ parameters, [api]: expected }) => {
    // Anthropic wants to be told the most tokens in any case.
    const most = api === 'anthropic.messages' && !/max.*tokens/i.test(JSON.stringify(parameters))
    const prod = JSON.stringify({
      provider: 'p',
      api,
      model: 'm',
      parameters: { ...parameters, ...(most && { max_tokens: 1 }) },
      messages: [{ role: 'user', content: 'x' }],
    })
    if (expected === 'no') {
      await expect(loadPrompt({ prod })).rejects.toMatchObject({
        code: 'unsupported_by_api',
        message: expect.stringContaining(`sample (prod): this api has no`),
      })
      return
    }
    const prompt = await loadPrompt({ prod })
    expect(prompt.chain[0]?.request({})).toEqual({
      ...bodies[api],
      ...expected,
      ...(most && { max_tokens: 1 }),
    })
  })
})
