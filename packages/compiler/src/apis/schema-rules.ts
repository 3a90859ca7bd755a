import type { Json } from '../template/template.ts'

/** What an api asks of the JSON Schema of an answer. */
export interface OutputRules {
  /** Whether the api is told to hold the answer to the schema, where it lets one choose. */
  strict?: boolean
  /**
   * The keywords that the api takes, some with the only values that it takes. What else a schema says is told to the
   * model in the description: our own validator checks the answer anyway.
   *
   * @default all
   */
  takes?: { readonly [keyword: string]: true | readonly Json[] }
  /** Keywords that shape the answer, and that the api does not take. @default none */
  refuses?: readonly string[]
  /** The top must say `type: object`. @default false */
  objectAtTop?: boolean
  /** Keywords that the api refuses at the top, though it takes them further down. */
  refusesAtTop?: readonly string[]
  /** Every object must say `additionalProperties: false`, and so can hold no names that are not listed. @default false */
  closedObjects?: boolean
  /** Every object must require all of its properties. @default false */
  allRequired?: boolean
  /** Every schema must say its `type`, or have alternatives. @default false */
  typed?: boolean
  /** `oneOf` becomes `anyOf`, which the api takes instead. @default false */
  oneOfAsAnyOf?: boolean
  /** `const` becomes an `enum` of one, which the api takes instead. @default false */
  constAsEnum?: boolean
  /** A `$ref` has nothing beside it. @default false */
  loneRef?: boolean
  /** `allOf` has no `$ref` in its parts. @default false */
  plainAllOf?: boolean
  /** `enum` lists no objects or lists. @default false */
  plainEnum?: boolean
  /** No schema contains itself. @default false */
  noRecursion?: boolean
}

/** What an api asks of the JSON Schema of a tool's arguments, as far as it refuses all others. */
export interface ToolRules {
  /** What a tool may be called. */
  name?: RegExp
  /** Keywords that may not stand at the top. */
  refusesAtTop?: readonly string[]
  /** What an argument may be called. */
  argument?: RegExp
  /** An array must say what its items are. @default false */
  needsItems?: boolean
}

const structure = {
  $ref: true,
  $defs: true,
  definitions: true,
  type: true,
  enum: true,
  const: true,
  anyOf: true,
  properties: true,
  required: true,
  additionalProperties: true,
  items: true,
  description: true,
  title: true,
} as const

const formats = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid']

/** @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const openaiStrict: OutputRules = {
  strict: true,
  takes: {
    ...structure,
    format: formats,
    pattern: true,
    minimum: true,
    maximum: true,
    exclusiveMinimum: true,
    exclusiveMaximum: true,
    multipleOf: true,
    minItems: true,
    maxItems: true,
  },
  refuses: ['allOf', 'prefixItems'],
  objectAtTop: true,
  refusesAtTop: ['anyOf', 'oneOf', 'enum', 'const'],
  closedObjects: true,
  allRequired: true,
  typed: true,
  oneOfAsAnyOf: true,
  loneRef: true,
}

/** In the order of preference: without `strict` the schema is a request to the model, and nearly any will do. */
export const openaiOutput: readonly OutputRules[] = [openaiStrict, { objectAtTop: true }]

/**
 * Bedrock has the same for all of its models.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
 */
export const anthropicOutput: readonly OutputRules[] = [
  {
    takes: { ...structure, allOf: true, format: [...formats, 'uri'], minItems: [0, 1] },
    refuses: ['prefixItems'],
    closedObjects: true,
    oneOfAsAnyOf: true,
    loneRef: true,
    plainAllOf: true,
    plainEnum: true,
    noRecursion: true,
  },
]

/** What the api does not know it passes over. @see https://ai.google.dev/api/generate-content#generationconfig */
export const googleOutput: readonly OutputRules[] = [
  {
    takes: {
      ...structure,
      oneOf: true,
      prefixItems: true,
      format: true,
      minItems: true,
      maxItems: true,
      minimum: true,
      maximum: true,
    },
    refuses: ['allOf', 'definitions'],
    constAsEnum: true,
    loneRef: true,
  },
]

/** `strict` is off for tools, so little is refused. */
export const openaiTools: ToolRules = {
  refusesAtTop: ['oneOf', 'anyOf', 'allOf', 'enum', 'not'],
  needsItems: true,
}

export const anthropicTools: ToolRules = {
  refusesAtTop: ['oneOf', 'anyOf', 'allOf'],
  argument: /^[a-zA-Z0-9_.-]{1,64}$/,
}

export const googleTools: ToolRules = { name: /^[a-zA-Z_]/ }
