import type { JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { permissionsOf, roles } from '../keys/roles.ts'
import { parametersIn } from './parse-parameters.ts'
import type { Route } from './route.ts'

/** Describes the routes after OpenAPI 3.1. */
export function openApiDocument(routes: readonly Route[]): JsonObject {
  const paths: { [path: string]: JsonObject } = {}
  for (const route of routes) {
    const operations = paths[route.path] ?? {}
    operations[route.method] = operationOf(route)
    paths[route.path] = operations
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Understudy registry', version: '2' },
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'us_…' } },
      schemas: { Error: errorSchema },
    },
  }
}

const errorSchema = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}

function operationOf(route: Route): JsonObject {
  const { tag, summary, needs, query, body, status, answer, etag } = route
  const allowed = roles.filter((role) => permissionsOf[role].includes(needs))
  const inPath = parametersIn(route.path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  }))
  return {
    tags: [tag],
    summary,
    description: `For keys of the role ${allowed.join(', ')}.`,
    'x-permission': needs,
    parameters: [...inPath, ...queryParameters(query)],
    ...(body && { requestBody: { required: true, content: content(schemaOf(body, 'input')) } }),
    responses: {
      [status]: { description: 'Done.', content: content(schemaOf(answer, 'input')) },
      ...(etag && { 304: { description: 'You have it already.' } }),
      default: {
        description: 'It could not be done.',
        content: content({ $ref: '#/components/schemas/Error' }),
      },
    },
  }
}

function queryParameters(query: z.ZodType): JsonObject[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' })
  const schemas: { [name: string]: JsonObject } = JSON.parse(JSON.stringify(properties))
  return Object.entries(schemas).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return JSON.parse(JSON.stringify(rest))
}

function content(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } }
}
