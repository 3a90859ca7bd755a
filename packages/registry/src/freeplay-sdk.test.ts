import { randomUUID } from 'node:crypto'
import Freeplay, { getCallInfo, getSessionInfo, getTestRunInfo } from 'freeplay'
import { expect, test } from 'vitest'
import { type TestRegistry, testRegistry } from './testing/test-registry.ts'

/** The official SDK, unchanged, against a registry with one template of one version. */
async function setUp(): Promise<
  AsyncDisposable & {
    registry: TestRegistry
    freeplay: Freeplay
    projectId: string
    token: string
    templateId: string
    versionId: string
  }
> {
  const registry = await testRegistry()
  const token = await registry.key('write')
  const { body } = await registry.ask(
    token,
    'POST',
    'prompt-templates/name/rag-qa/versions?create_template_if_not_exists=true',
    {
      template_messages: [
        { role: 'system', content: 'You answer from: {{passages}}' },
        { kind: 'history' },
        {
          role: 'user',
          content: '{{question}}',
          media_slots: [{ type: 'image', placeholder_name: 'photo' }],
        },
      ],
      model: 'claude-haiku-4-5',
      provider: 'anthropic',
      llm_parameters: { max_tokens: 100, temperature: 0.2 },
      tool_schema: [{ name: 'look_up', description: 'Looks up.', parameters: { type: 'object' } }],
      environments: ['prod', 'fallback'],
    },
  )
  const { prompt_template_id: templateId, prompt_template_version_id: versionId } = body as {
    prompt_template_id: string
    prompt_template_version_id: string
  }
  return {
    registry,
    freeplay: new Freeplay({ freeplayApiKey: token, baseUrl: `${registry.url}/api` }),
    projectId: registry.projectId,
    token,
    templateId,
    versionId,
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

test('prompts.get, getByVersionId and getFormatted', async () => {
  await using setup = await setUp()
  const { freeplay, projectId, templateId, versionId } = setup
  const prompt = await freeplay.prompts.get({ projectId, templateName: 'rag-qa', environment: 'prod' })
  expect(prompt.promptInfo).toEqual({
    promptTemplateId: templateId,
    promptTemplateVersionId: versionId,
    templateName: 'rag-qa',
    environment: 'prod',
    modelParameters: { max_tokens: 100, temperature: 0.2 },
    providerInfo: undefined,
    provider: 'anthropic',
    model: 'claude-haiku-4-5',
    flavorName: 'anthropic_chat',
    projectId,
  })
  const byVersion = await freeplay.prompts.getByVersionId({
    projectId,
    promptTemplateId: templateId,
    promptTemplateVersionId: versionId,
  })
  expect(byVersion.messages).toEqual(prompt.messages)

  const formatted = await freeplay.prompts.getFormatted({
    projectId,
    templateName: 'rag-qa',
    environment: 'fallback',
    variables: { question: 'Why?', passages: ['a', 'b'] },
    history: [{ role: 'user', content: 'Hello' }],
    media: { photo: { type: 'url', url: 'https://example.com/a.png' } },
  })
  expect(formatted.systemContent).toBe('You answer from: ["a","b"]')
  expect(formatted.llmPrompt).toEqual([
    { role: 'user', content: 'Hello' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Why?' },
        { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
      ],
    },
  ])
  expect(formatted.toolSchema).toEqual([
    { name: 'look_up', description: 'Looks up.', input_schema: { type: 'object' } },
  ])
})

test('an environment without a version is told in the words of the registry', async () => {
  await using setup = await setUp()
  const { freeplay, projectId } = setup
  const missing = freeplay.prompts.get({ projectId, templateName: 'rag-qa', environment: 'staging' })
  await expect(missing).rejects.toThrow('Received status 404. There is no version of this template')
})

test('recordings.create and update, sessions, traces and feedback', async () => {
  await using setup = await setUp()
  const { freeplay, projectId, registry, token } = setup
  const prompt = await freeplay.prompts.getFormatted<{ role: string; content: string }>({
    projectId,
    templateName: 'rag-qa',
    environment: 'prod',
    variables: { question: 'Why?', passages: 'none' },
    history: [],
  })
  const session = freeplay.sessions.create({ customMetadata: { customer: 'c1', paying: true } })
  const trace = session.createTrace({ input: 'Why?', agentName: 'answerer', customMetadata: { step: 1 } })
  const given = randomUUID()
  const { completionId } = await freeplay.recordings.create({
    completionId: given,
    allMessages: prompt.allMessages({ role: 'assistant', content: 'Because.' }),
    inputs: { question: 'Why?', passages: 'none' },
    sessionInfo: getSessionInfo(session),
    promptInfo: prompt.promptInfo,
    callInfo: getCallInfo(prompt.promptInfo, new Date(1_000_000), new Date(1_002_500), {
      promptTokens: 12,
      completionTokens: 3,
    }),
    responseInfo: { isComplete: true },
    traceInfo: { traceId: trace.traceId },
    evalResults: { faithful: true },
  })
  expect(completionId).toBe(given)
  await freeplay.recordings.update({
    projectId,
    completionId,
    newMessages: [{ role: 'user', content: 'Thanks' }],
    evalResults: { score: 0.5 },
  })
  await freeplay.customerFeedback.update({
    completionId,
    customerFeedback: { freeplay_feedback: 'positive', stars: 5 },
  })
  await trace.recordOutput(projectId, 'Because.', { faithful: true })
  await freeplay.customerFeedback.updateTrace({
    projectId,
    traceId: trace.traceId,
    customerFeedback: { freeplay_feedback: 'negative' },
  })

  expect((await registry.ask(token, 'GET', `completions/${completionId}`)).body).toEqual({
    completion_id: completionId,
    session_id: session.sessionId,
    messages: [
      { role: 'system', content: 'You answer from: none' },
      { role: 'user', content: 'Why?' },
      { role: 'assistant', content: 'Because.' },
      { role: 'user', content: 'Thanks' },
    ],
    inputs: { question: 'Why?', passages: 'none' },
    prompt_info: { prompt_template_version_id: setup.versionId, environment: 'prod' },
    call_info: {
      provider: 'anthropic',
      model: 'claude-haiku-4-5',
      start_time: 1000,
      end_time: 1002.5,
      usage: { prompt_tokens: 12, completion_tokens: 3 },
      llm_parameters: { max_tokens: 100, temperature: 0.2 },
      served_by_fallback: false,
    },
    trace_info: { trace_id: trace.traceId },
    test_run_info: {},
    eval_results: { faithful: true, score: 0.5 },
    feedback: { freeplay_feedback: 'positive', stars: 5 },
    recorded_by: token.split('_')[1],
    recorded_at: expect.stringMatching(/^2\d{3}-.*Z$/),
  })
  expect((await registry.ask(token, 'GET', `sessions/${session.sessionId}/traces`)).body).toEqual({
    data: [
      {
        trace_id: trace.traceId,
        input: 'Why?',
        output: 'Because.',
        agent_name: 'answerer',
        custom_metadata: { step: 1 },
        eval_results: { faithful: true },
        feedback: { freeplay_feedback: 'negative' },
        recorded_by: token.split('_')[1],
        recorded_at: expect.stringMatching(/^2\d{3}-.*Z$/),
      },
    ],
  })
  expect((await registry.ask(token, 'GET', 'sessions')).body).toMatchObject({
    data: [{ session_id: session.sessionId, custom_metadata: { customer: 'c1', paying: true } }],
  })

  await freeplay.sessions.delete(projectId, session.sessionId)
  expect((await registry.ask(token, 'GET', `completions/${completionId}`)).status).toBe(404)
  expect((await registry.ask(token, 'GET', 'sessions')).body).toMatchObject({ data: [] })
})

test('testRuns.create and get', async () => {
  await using setup = await setUp()
  const { freeplay, projectId, registry, token } = setup
  const { body } = await registry.ask(token, 'POST', 'prompt-datasets', { name: 'golden' })
  const { id } = body as { id: string }
  await registry.ask(token, 'POST', `prompt-datasets/${id}/test-cases/bulk`, {
    data: [
      { inputs: { question: 'Why?' }, output: 'Because.', metadata: { topic: 'a' } },
      { inputs: { question: 'How?' }, history: [{ role: 'user', content: 'Hi' }] },
    ],
  })
  const run = await freeplay.testRuns.create({
    projectId,
    testList: 'golden',
    includeOutputs: true,
    name: 'Nightly',
    description: 'Every night',
  })
  expect(run.testCases).toEqual([
    {
      id: expect.any(String),
      variables: { question: 'Why?' },
      output: 'Because.',
      history: null,
      customMetadata: { topic: 'a' },
    },
    {
      id: expect.any(String),
      variables: { question: 'How?' },
      output: null,
      history: [{ role: 'user', content: 'Hi' }],
      customMetadata: null,
    },
  ])
  const prompt = await freeplay.prompts.get({ projectId, templateName: 'rag-qa', environment: 'prod' })
  for (const [i, testCase] of run.testCases.entries()) {
    await freeplay.recordings.create({
      allMessages: [{ role: 'assistant', content: 'Because.' }],
      inputs: testCase.variables,
      sessionInfo: getSessionInfo(freeplay.sessions.create()),
      promptInfo: prompt.promptInfo,
      callInfo: getCallInfo(prompt.promptInfo, new Date(), new Date()),
      responseInfo: { isComplete: true },
      testRunInfo: getTestRunInfo(run, testCase.id),
      evalResults: { exact: i === 0, score: i },
    })
  }
  expect(await freeplay.testRuns.get({ projectId, testRunId: run.testRunId })).toEqual({
    name: 'Nightly',
    description: 'Every night',
    testRunId: run.testRunId,
    summaryStatistics: {
      auto_evaluation: {
        exact: { true: 1, false: 1 },
        score: { count: 2, mean: 0.5, min: 0, max: 1 },
      },
      human_evaluation: {},
    },
  })
  const unknown = freeplay.testRuns.create({ projectId, testList: 'unknown' })
  await expect(unknown).rejects.toThrow('There is no such dataset.')
})

test('a key that is none is refused', async () => {
  await using setup = await setUp()
  const { projectId, registry } = setup
  const freeplay = new Freeplay({ freeplayApiKey: 'fp_wrong', baseUrl: `${registry.url}/api` })
  await expect(
    freeplay.prompts.get({ projectId, templateName: 'rag-qa', environment: 'prod' }),
  ).rejects.toThrow('Received status 401. Send a key of this registry')
})
