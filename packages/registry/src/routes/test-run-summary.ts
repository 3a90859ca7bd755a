import type { JsonObject } from '@understudy/compiler'

interface Numbers {
  count: number
  sum: number
  min: number
  max: number
}

/** Gathers the results of evaluators by name: numbers as count, mean, least and greatest; the others counted by value. */
export async function summarize(results: AsyncIterable<JsonObject>): Promise<JsonObject> {
  const numbers = new Map<string, Numbers>()
  const counts = new Map<string, Map<string, number>>()
  for await (const result of results) {
    for (const [name, value] of Object.entries(result)) {
      if (typeof value === 'number') {
        const { count, sum, min, max } = numbers.get(name) ?? { count: 0, sum: 0, min: value, max: value }
        numbers.set(name, {
          count: count + 1,
          sum: sum + value,
          min: Math.min(min, value),
          max: Math.max(max, value),
        })
      } else {
        const values = counts.get(name) ?? new Map<string, number>()
        counts.set(name, values.set(String(value), (values.get(String(value)) ?? 0) + 1))
      }
    }
  }
  const measured = [...numbers].map(([name, { count, sum, min, max }]): [string, JsonObject] => [
    name,
    { count, mean: sum / count, min, max },
  ])
  const counted = [...counts].map(([name, values]): [string, JsonObject] => [
    name,
    Object.fromEntries(values),
  ])
  return Object.fromEntries([...measured, ...counted])
}
