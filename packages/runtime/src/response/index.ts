export type { ErrorEvent, PublicCompletion, PublicEvent } from './to-public-event.ts'
export { type EventSource, toReadableStream } from './to-readable-stream.ts'
export { toResponse } from './to-response.ts'
