import type { Part, Turn } from './turn.ts'

/** Says that the api cannot carry a part of the history. */
export type Reject = (part: Part, reason?: string) => never

/** How one api writes the messages of a conversation. */
export interface HistoryFormat<Message extends object = object> {
  /** The api, for instance `openai.chat`. */
  readonly api: string
  /** The tool call ids that the api accepts. @default any */
  readonly ids?: RegExp
  /** Whether a message is in this format, and may be sent to the api as it is. */
  owns(message: object): boolean
  /** Reads a message. The provider's own reasoning, and traces of tools that it ran itself, are left out. */
  read(message: object): Turn
  /**
   * Writes turns; ids of their tool calls are ones that the api accepts.
   *
   * @param before How many messages stand before these. @default 0
   */
  write(turns: readonly Turn[], reject: Reject, before?: number): Message[]
  /**
   * Makes one message of two, of which at least one is converted; undefined when they may stand side by side. An
   * api with this wants its roles to alternate, so that neighbouring turns of the user are written as one.
   */
  join?(before: Message, after: Message): Message | undefined
}
