import type { RecorderEvent } from '../recording.ts'

/** Some events that were added one after another. */
export interface Segment {
  /** The events in order; those that were damaged are left out. Who reads must not change them. */
  read(): Promise<readonly RecorderEvent[]>
  /** Forgets the segment: every sink has it. */
  remove(): Promise<void>
}

/** Keeps events until every sink has them. */
export interface Backlog {
  /**
   * Keeps an event. Never waits for anything.
   *
   * @param event Plain data that nobody changes any more.
   * @param size How many characters it has as JSON, roughly.
   * @returns false when there is no more room: the event is not kept.
   */
  add(event: RecorderEvent, size: number): boolean
  /** How many characters have been added since the last segment was cut off, roughly. */
  readonly open: number
  /** Cuts off a segment of what was added since the last; undefined when that is nothing. */
  cut(): Promise<Segment | undefined>
  /** Segments that processes which are gone have left, as far as they were not given before. Asked again and again. */
  recover(): Promise<readonly Segment[]>
  /** Resolves when all that was added before is as safe as it can be: true when it survives the process. */
  saved(): Promise<boolean>
  /** Lets go of what it holds. */
  close(): Promise<void>
}
