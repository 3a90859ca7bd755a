import type { Json, JsonObject } from '@understudy/compiler'
import { type TemplateSyntax, toMustache } from '../../syntax/to-mustache.ts'
import { isObject } from '../common/is-object.ts'
import type { RegistryMessage } from '../common/map-messages.ts'
import type { RegistryTemplate } from '../common/map-registry-template.ts'
import { Unmappable } from '../common/unmappable.ts'

/** An object of LangChain's serialisation: the last part of its id is the name of its class. */
interface Serialised {
  name: string
  kwargs: JsonObject
}

/** The classes of chat models, and whose they are. */
const MODELS: ReadonlyMap<string, string> = new Map([
  ['ChatOpenAI', 'openai'],
  ['AzureChatOpenAI', 'azure_openai'],
  ['ChatAnthropic', 'anthropic'],
  ['ChatGoogleGenerativeAI', 'google'],
  ['ChatVertexAI', 'google'],
  ['ChatBedrockConverse', 'bedrock'],
  ['ChatGroq', 'groq'],
  ['ChatFireworks', 'fireworks'],
  ['ChatMistralAI', 'mistral'],
  ['ChatOllama', 'ollama'],
  ['ChatDeepSeek', 'deepseek'],
  ['ChatXAI', 'xai'],
])

/** The roles of the classes of messages, as a template or as they are. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['System', 'system'],
  ['Human', 'user'],
  ['AI', 'assistant'],
])

/** The parameters of a model that the apis have too, by LangChain's names of them. */
const PARAMETERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    temperature: 'temperature',
    top_p: 'top_p',
    topP: 'top_p',
    top_k: 'top_k',
    topK: 'top_k',
    max_tokens: 'max_tokens',
    maxTokens: 'max_tokens',
    max_completion_tokens: 'max_completion_tokens',
    max_output_tokens: 'max_output_tokens',
    frequency_penalty: 'frequency_penalty',
    frequencyPenalty: 'frequency_penalty',
    presence_penalty: 'presence_penalty',
    presencePenalty: 'presence_penalty',
    seed: 'seed',
    stop: 'stop',
    stop_sequences: 'stop_sequences',
    stopSequences: 'stop_sequences',
    reasoning_effort: 'reasoning_effort',
    thinking: 'thinking',
    service_tier: 'service_tier',
  }),
)

/** What a commit's manifest says, without what its model says. */
type Prompt = Pick<RegistryTemplate, 'messages' | 'syntax'> & { output?: Json }

/**
 * Reads a manifest: a prompt, alone or followed by its model.
 *
 * @throws {Unmappable} for what is neither.
 */
export function readManifest(manifest: Json): RegistryTemplate {
  const { name, kwargs } = serialised(manifest, 'the manifest')
  if (name !== 'RunnableSequence') {
    return { ...readPrompt(manifest), model: undefined, settings: {} }
  }
  const { output, ...prompt } = readPrompt(kwargs.first)
  const steps = [...(Array.isArray(kwargs.middle) ? kwargs.middle : []), kwargs.last]
  const model = steps.map(readModel).find((found) => found !== undefined)
  const settings = { ...model?.settings, ...(output !== undefined && { response_format: output }) }
  return { ...prompt, provider: model?.provider, model: model?.model, settings }
}

function serialised(value: Json | undefined, what: string): Serialised {
  if (isObject(value) && Array.isArray(value.id)) {
    const name = value.id.at(-1)
    if (typeof name === 'string') return { name, kwargs: isObject(value.kwargs) ? value.kwargs : {} }
  }
  throw new Unmappable(`${what} is no object of LangChain`, 'Save the prompt once more in LangSmith.')
}

function readPrompt(value: Json | undefined): Prompt {
  const { name, kwargs } = serialised(value, 'the prompt')
  if (name === 'PromptTemplate') {
    return { messages: [{ role: 'user', content: textOf(kwargs) }], syntax: syntaxOf(kwargs) }
  }
  if (name !== 'ChatPromptTemplate' && name !== 'StructuredPrompt') {
    throw new Unmappable(`the prompt is a \`${name}\``, 'Make it a chat prompt in LangSmith.')
  }
  const messages = (Array.isArray(kwargs.messages) ? kwargs.messages : []).map(readMessage)
  const syntaxes = new Set(messages.flatMap(({ syntax }) => syntax ?? []))
  const [syntax = 'none', other] = syntaxes
  if (other) {
    throw new Unmappable(
      `the messages are written in two syntaxes: ${syntax} and ${other}`,
      'Write them in one, mustache best.',
    )
  }
  const schema = kwargs.schema_ ?? kwargs.schema
  return {
    messages: messages.map(({ message, syntax: own }) => (own ? message : literally(message, syntax))),
    syntax,
    ...(isObject(schema) && { output: { type: 'json_schema', json_schema: { schema } } }),
  }
}

function readMessage(value: Json, index: number): { message: RegistryMessage; syntax?: TemplateSyntax } {
  const { name, kwargs } = serialised(value, `message ${index + 1}`)
  if (name === 'MessagesPlaceholder') return { message: 'history' }
  const [, who = '', isTemplate] =
    /^(System|Human|AI|Chat)Message(PromptTemplate)?(?:Chunk)?$/.exec(name) ?? []
  const role = ROLES.get(who) ?? (typeof kwargs.role === 'string' ? kwargs.role : undefined)
  if (role === undefined) {
    throw new Unmappable(
      `message ${index + 1} is a \`${name}\``,
      'A template has messages of the system, the user and the assistant, and one placeholder.',
    )
  }
  if (!isTemplate) return { message: { role, content: kwargs.content ?? '' } }
  const prompts = Array.isArray(kwargs.prompt) ? kwargs.prompt : [kwargs.prompt ?? null]
  const parts = prompts.map((prompt) => {
    const part = serialised(prompt, `a part of message ${index + 1}`)
    if (part.name === 'PromptTemplate') return part.kwargs
    throw new Unmappable(
      `message ${index + 1} has a part that is a \`${part.name}\``,
      'Take it out: images come with the call, in a media slot.',
    )
  })
  const [first = {}] = parts
  return { message: { role, content: parts.map(textOf).join('\n') }, syntax: syntaxOf(first) }
}

/** A message that is no template, so that it reads the same among others that are. */
function literally(message: RegistryMessage, syntax: TemplateSyntax): RegistryMessage {
  if (message === 'history' || typeof message.content !== 'string') return message
  const { role, content } = message
  if (syntax === 'f-string') return { role, content: content.replace(/[{}]/g, '$&$&') }
  if (syntax === 'mustache') return { role, content: toMustache([content], 'none').texts[0] ?? '' }
  if (syntax !== 'none' && /\{[{%#]/.test(content)) {
    throw new Unmappable('a message without variables has braces', 'Make it a template too.')
  }
  return message
}

function textOf({ template }: JsonObject): string {
  return typeof template === 'string' ? template : ''
}

function syntaxOf({ template_format: format, templateFormat = format }: JsonObject): TemplateSyntax {
  if (templateFormat === 'mustache' || templateFormat === 'jinja2') return templateFormat
  return 'f-string'
}

/** The model of a step; undefined when the step is something else, for instance what parses the answer. */
function readModel(
  step: Json | undefined,
): Pick<RegistryTemplate, 'provider' | 'model' | 'settings'> | undefined {
  if (!isObject(step) || !Array.isArray(step.id)) return undefined
  const { name, kwargs } = serialised(step, 'a step')
  if (name === 'RunnableBinding') {
    const bound = readModel(kwargs.bound)
    return bound && { ...bound, settings: { ...bound.settings, ...boundSettings(kwargs.kwargs) } }
  }
  const provider = MODELS.get(name)
  if (provider === undefined) {
    if (name.startsWith('Chat') || name.endsWith('ChatOpenAI')) {
      throw new Unmappable(`the model is a \`${name}\``, 'Choose a model whose provider Understudy knows.')
    }
    return undefined
  }
  const model = [kwargs.model, kwargs.model_name, kwargs.modelName, kwargs.model_id].find(
    (id): id is string => typeof id === 'string',
  )
  const extra = kwargs.model_kwargs ?? kwargs.modelKwargs
  return { provider, model, settings: { ...parametersOf(kwargs), ...(isObject(extra) && extra) } }
}

/** The parameters alone: the other keys are LangChain's own, among them the keys of providers. */
function parametersOf(kwargs: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(kwargs).flatMap(([key, value]) => {
      const name = PARAMETERS.get(key)
      return name === undefined || value === null ? [] : [[name, value]]
    }),
  )
}

/** What is bound to a model: tools, their choice and a format of the answer. */
function boundSettings(kwargs: Json | undefined): JsonObject {
  if (!isObject(kwargs)) return {}
  const { tools, tool_choice, response_format } = kwargs
  const { functions } = kwargs
  return {
    ...parametersOf(kwargs),
    ...(tools || functions ? { tools: tools ?? functions ?? null } : {}),
    ...(tool_choice ? { tool_choice } : {}),
    ...(response_format ? { response_format } : {}),
  }
}
