import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

async function bundle(...formats: string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createHistoryConverter, ${formats} } from './index.ts'
export default createHistoryConverter(${formats})`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

const marks = {
  openaiChat: 'image_url:{',
  openaiResponses: 'function_call_output',
  anthropicMessages: 'tool_use_id:',
  googleGenerateContent: 'skip_thought_signature_validator',
  bedrockConverse: 'toolUseId:',
}

const names = Object.keys(marks)

test.each([
  [['openaiChat', 'anthropicMessages'], 3500],
  [['openaiResponses', 'anthropicMessages'], 3500],
  [names, 6200],
])('%s: at most %i bytes, brotli', async (formats, limit) => {
  const code = await bundle(...formats)
  expect(brotliCompressSync(code).length).toBeLessThanOrEqual(limit)
})

test.each(names)('%s brings no other format along', async (name) => {
  const code = await bundle(name)
  const found = Object.entries(marks).filter(([, mark]) => code.includes(mark))
  expect(found.map(([format]) => format)).toEqual([name])
})
