import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { isName } from './parse-parameters.ts'

const DEEPEST = 64
const FLAT = ['string', 'number', 'boolean']

/** Any JSON. */
export const json: z.ZodType<Json, Json> = z.custom<Json>((value) => value !== undefined)

/** Any JSON object; it stays as it is. */
export const jsonObject: z.ZodType<JsonObject, JsonObject> = z
  .custom<JsonObject>(isObject, 'Must be an object.')
  .meta({ type: 'object' })

/** An object of strings, numbers and booleans. */
export const flatObject: z.ZodType<JsonObject, JsonObject> = z
  .custom<JsonObject>(
    (value) => isObject(value) && Object.entries(value).every(([key, part]) => isText(key) && isFlat(part)),
    'Must be an object whose values are strings, numbers or booleans.',
  )
  .meta({ type: 'object', additionalProperties: { type: FLAT } })

/** A name or an id. */
export const name: z.ZodType<string, string> = z
  .string()
  .min(1)
  .max(200)
  .refine(isName, 'Must be printable characters.')

/** Text of some length that databases can hold. */
export function prose(most: number): z.ZodType<string, string> {
  return z.string().max(most).refine(isText, 'Must be well-formed Unicode without the character NUL.')
}

/** What may be left out, or be null, as the SDKs send it. */
export function maybe<T>(schema: z.ZodType<T, unknown>): z.ZodType<T | undefined, unknown> {
  return schema.nullish().transform((value) => value ?? undefined)
}

const page = z.coerce.number().int().min(1).max(100_000).default(1)
const pageSize = z.coerce.number().int().min(1).max(100).default(30)

export interface PageQuery {
  page: number
  page_size: number
}

/** `?page&page_size` */
export const pageQuery: z.ZodType<PageQuery, unknown> = z.object({ page, page_size: pageSize })

/** `?cursor&page_size` */
export const cursorQuery: z.ZodObject<{
  cursor: z.ZodType<string | undefined, unknown>
  page_size: z.ZodType<number, unknown>
}> = z.object({ cursor: z.string().max(100).optional(), page_size: pageSize })

export const pagination: z.ZodObject<{ page: z.ZodNumber; page_size: z.ZodNumber; has_next: z.ZodBoolean }> =
  z.object({ page: z.number(), page_size: z.number(), has_next: z.boolean() })

/** Whether a value has more levels than a recording can have. */
export function isTooDeep(value: unknown, left: number = DEEPEST): boolean {
  if (value === null || typeof value !== 'object') return false
  return left === 0 || Object.values(value).some((part) => isTooDeep(part, left - 1))
}

function isFlat(value: Json): boolean {
  return typeof value === 'string' ? isText(value) : FLAT.includes(typeof value)
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
