import type { Behaviour } from '../exchange.ts'
import { letRead } from '../http/let-read.ts'
import { eventStreamType } from './media-types.ts'

/** What happens to a replayed stream, at a number of bytes. @default nothing */
export type ReplayFault =
  | 'whole'
  /** It comes in two pieces. */
  | { readonly splitAt: number }
  /** It falls silent there, with the socket open. */
  | { readonly stallAt: number }
  /** It ends there, cleanly. */
  | { readonly cutAt: number }
  /** The connection breaks there (RST). */
  | { readonly resetAt: number }

/** Answers every request with a recorded stream, byte for byte. */
export function replay(recording: Buffer, fault: ReplayFault = 'whole'): Behaviour {
  return async ({ response }) => {
    await response.start(200, eventStreamType, 'chunked')
    if (fault === 'whole') return response.finish(recording)
    if ('stallAt' in fault) return response.write(recording.subarray(0, fault.stallAt))
    if ('cutAt' in fault) {
      await response.write(recording.subarray(0, fault.cutAt))
      return response.cut()
    }
    if ('resetAt' in fault) {
      await response.write(recording.subarray(0, fault.resetAt))
      return response.reset()
    }
    await response.write(recording.subarray(0, fault.splitAt))
    // Else the pieces may be read as one.
    await letRead()
    return response.finish(recording.subarray(fault.splitAt))
  }
}
