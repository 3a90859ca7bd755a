import { z } from 'zod'
import type { Permission } from '../keys/roles.ts'
import type { Recorder } from '../recorder/recorder.ts'
import type { Storage } from '../storage/storage.ts'
import type { Caller } from './caller.ts'
import { parseBody } from './parse-body.ts'
import { parseParameters } from './parse-parameters.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The parameters in a path such as `/projects/{project_id}`. */
export type ParametersOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [key in Name]: string } & ParametersOf<Rest>
  : unknown

/** What all routes work with. */
export interface Services {
  storage: Storage
  recorder: Recorder
}

/** A request before it is checked. */
export interface RawRequest extends Services {
  caller: Caller
  parameters: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  /** The body; empty where a route has none. */
  bytes: Uint8Array
}

/** A request as a route gets it. */
export interface RouteRequest<Path extends string, Query, Body> extends Services {
  caller: Caller
  parameters: ParametersOf<Path>
  query: Query
  body: Body
  bytes: Uint8Array
}

/** What a route is written as. The table of routes makes the server, its checks and its OpenAPI document. */
export interface RouteDefinition<Path extends string, Query, Body, Answer> {
  method: Method
  /** As in OpenAPI. Whose path has `{project_id}` is closed to keys of other projects. */
  path: Path
  tag: string
  summary: string
  /** What a key must be permitted. */
  needs: Permission
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  /** Whether `handle` reads and checks the body itself, from its bytes. @default false */
  unread?: boolean
  /** @default 200 */
  status?: 200 | 201
  answer: z.ZodType<unknown, Answer>
  /** Answers 304 to who has the same already. @default false */
  etag?: boolean
  handle(request: RouteRequest<Path, Query, Body>): Promise<Answer>
}

/** A route of the table. */
export interface Route {
  method: Method
  path: string
  tag: string
  summary: string
  needs: Permission
  query: z.ZodType
  body: z.ZodType | undefined
  status: 200 | 201
  answer: z.ZodType
  etag: boolean
  /** @throws {z.ZodError} when the request does not fit. */
  run(request: RawRequest): Promise<unknown>
}

export function route<const Path extends string, Query = unknown, Body = unknown, Answer = unknown>(
  definition: RouteDefinition<Path, Query, Body, Answer>,
): Route {
  const { method, path, tag, summary, needs, status = 200, answer, etag = false } = definition
  const query = definition.query ?? z.custom<Query>()
  const body = definition.unread || !definition.body ? z.custom<Body>() : definition.body
  const isRead = definition.body !== undefined && !definition.unread
  return {
    method,
    path,
    tag,
    summary,
    needs,
    query: definition.query ?? z.object({}),
    body: definition.body,
    status,
    answer,
    etag,
    run: async ({ caller, parameters, storage, recorder, bytes, ...raw }) =>
      definition.handle({
        caller,
        storage,
        recorder,
        bytes,
        parameters: parseParameters<ParametersOf<Path>>(path, parameters),
        query: query.parse(raw.query, { reportInput: false }),
        body: body.parse(isRead ? parseBody(bytes) : undefined, { reportInput: false }),
      }),
  }
}
