// Two sandbox providers to try an example app on without keys. They are no LLMs.
import { startSandbox } from '@understudy/testkit'

const openai = await startSandbox('openai.chat', { tokenDelayMs: 40 })
const anthropic = await startSandbox('anthropic.messages', { tokenDelayMs: 40 })

process.stdout.write(`# Two sandbox providers are running; they are no LLMs. Ctrl+C ends them. In another terminal:
export OPENAI_API_KEY=sandbox OPENAI_BASE_URL=${openai.url}
export ANTHROPIC_API_KEY=sandbox ANTHROPIC_BASE_URL=${anthropic.url}
`)
