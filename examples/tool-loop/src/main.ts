import { createAtlasClient } from './client.ts'
import { converse } from './converse.ts'

const question = process.argv.slice(2).join(' ') || 'Which is larger, Norway or Finland?'
const answer = await converse(createAtlasClient(), question, ({ servedBy, toolCalls }) => {
  const calls = toolCalls.map(({ name, arguments: json }) => `${name} ${json}`)
  process.stdout.write(`${servedBy.provider}: ${calls.join(', ') || 'answers'}\n`)
})
process.stdout.write(`${answer}\n`)
