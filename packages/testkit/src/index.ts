export { type AnswerOptions, answer } from './behaviours/answer.ts'
export { breakOff } from './behaviours/break-off.ts'
export { cut } from './behaviours/cut.ts'
export { hang } from './behaviours/hang.ts'
export { malformed } from './behaviours/malformed.ts'
export { raw } from './behaviours/raw.ts'
export { type ReplayFault, replay } from './behaviours/replay.ts'
export { resetConnection } from './behaviours/reset-connection.ts'
export type { FaultPoint } from './behaviours/send-part.ts'
export { sequence } from './behaviours/sequence.ts'
export { type StallOptions, stall } from './behaviours/stall.ts'
export { type StatusOptions, status } from './behaviours/status.ts'
export { type StreamErrorOptions, streamError } from './behaviours/stream-error.ts'
export { closedPort } from './closed-port.ts'
export type { Behaviour, Exchange, Outcome, ReceivedRequest } from './exchange.ts'
export { type Address, fullPort } from './full-port.ts'
export { letRead } from './http/let-read.ts'
export type { Framing, ResponseWriter } from './http/response-writer.ts'
export type { AnswerText, ReplyOptions } from './reply-to.ts'
export { type SandboxOptions, sandbox } from './sandbox/sandbox.ts'
export { sandboxText } from './sandbox/sandbox-text.ts'
export { startSandbox } from './sandbox/start-sandbox.ts'
export { selfSignedPort } from './self-signed-port.ts'
export { type FakeProvider, type ProviderOptions, startProvider } from './start-provider.ts'
export { unknownHost } from './unknown-host.ts'
export type {
  Finish,
  ProviderApi,
  Reply,
  StreamParts,
  TokenUsage,
  ToolCall,
  Wire,
  WireError,
} from './wire/types.ts'
export { wire } from './wire/wire.ts'
