/**
 * Runs a function for each item, several at a time, and yields the results in the order of the items.
 *
 * No more than `limit` results wait to be taken, however many items there are. A failure is thrown in its turn.
 *
 * @param limit At least 1.
 */
export async function* inParallel<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  run: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const running: Promise<Result>[] = []
  try {
    for await (const item of items) {
      running.push(started(run, item))
      const first = running.length >= limit ? running.shift() : undefined
      if (first) yield await first
    }
    for (let next = running.shift(); next; next = running.shift()) yield await next
  } finally {
    // Who stops early hears of no failure, but nothing is left to run on behind its back.
    await Promise.allSettled(running)
  }
}

function started<Item, Result>(run: (item: Item) => Promise<Result>, item: Item): Promise<Result> {
  const result = run(item)
  // A failure waits for its turn, and is not unhandled until then.
  result.catch(() => undefined)
  return result
}
