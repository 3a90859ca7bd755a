import type { Json } from '@understudy/compiler'
import { z } from 'zod'

/** A value within an answer, which is JSON already: looking through it and copying it would only cost time. */
export const anyJson: z.ZodType<Json> = z.custom<Json>((value) => value !== undefined, 'expected a value')
