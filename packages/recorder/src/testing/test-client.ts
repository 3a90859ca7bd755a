import {
  type Adapter,
  type Client,
  type Completion,
  createClient,
  type RecordOptions,
} from '@understudy/runtime'
import { answerWith, type Behaviour, fakeProvider } from '@understudy/runtime/testing'
import type { BatchRecorder } from '../create-recorder.ts'
import { completionRecord } from './completion-record.ts'

/** An application: a prompt with a fallback, asked of providers in memory by the real client. */
export interface TestClient {
  call(record?: RecordOptions): Promise<Completion>
}

export function testClient(
  recorder: BatchRecorder,
  primary: Behaviour = answerWith('An answer.'),
  fallback: Behaviour = answerWith('Another answer.'),
): TestClient {
  const { name, chain } = completionRecord('a').prompt
  const prompt = {
    name,
    candidates: {},
    chain: chain.map((candidate) => ({
      ...candidate,
      request: () => ({ model: candidate.model, messages: [{ role: 'user', content: 'A question' }] }),
    })),
  }
  const client: Client<string> = createClient<{ [provider: string]: Adapter }>({
    providers: {
      openai: fakeProvider('openai.chat', primary),
      anthropic: fakeProvider('anthropic.messages', fallback),
    },
    recorder,
    retry: false,
    breaker: false,
  })
  return { call: (record) => client.run(prompt, { question: 'A question' }, { ...(record && { record }) }) }
}
