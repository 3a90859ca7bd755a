import { setImmediate } from 'node:timers/promises'

// Enough turns of the event loop for a client in this process.
const turns = 10

/** Gives a client in this process the time to read what was written. */
export async function letRead(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate()
}
