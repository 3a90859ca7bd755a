import { z } from 'zod'
import type { Page, PageRequest } from '../storage/storage.ts'
import { type PageQuery, pagination } from './schemas.ts'

/** What a list answers. */
export interface Paged<T> {
  data: T[]
  pagination: { page: number; page_size: number; has_next: boolean }
}

/** The schema of a list's answer. */
export function pagedSchema<T>(item: z.ZodType<unknown, T>): z.ZodType<unknown, Paged<T>> {
  return z.object({ data: z.array(item), pagination })
}

export function pageRequest({ page, page_size: pageSize }: PageQuery): PageRequest {
  return { page, pageSize }
}

export function paged<From, To>(
  { items, hasNext }: Page<From>,
  { page, page_size }: PageQuery,
  present: (item: From) => To,
): Paged<To> {
  return { data: items.map(present), pagination: { page, page_size, has_next: hasNext } }
}
