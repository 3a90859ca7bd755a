import type { JsonObject } from '@understudy/compiler'

/** Whether a value out of JSON is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
