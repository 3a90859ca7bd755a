import type { BuildError, Json, Variable } from '@understudy/compiler'

/** A part of a text. */
export interface TextPart {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** A message, the history placeholder, or a partial, before and after. */
export interface MessageDiff {
  kind: 'same' | 'added' | 'removed' | 'changed'
  /** The role, `history`, or `{{> name}}`. */
  label: string
  /** The text of both, word by word. */
  parts: TextPart[]
}

/** Something else of a template that differs. */
export interface SettingDiff {
  /** For instance `model` or `parameters.temperature`. */
  name: string
  /** Undefined when it was not there. */
  before: Json | undefined
  /** Undefined when it is not there. */
  after: Json | undefined
}

/** A prompt's template for one environment that differs. */
export interface CandidateDiff {
  kind: 'added' | 'removed' | 'changed'
  environment: string
  /** The file, of the later state if it is there. */
  file: string
  /** The registry's ids of the versions, where it has any. */
  version: { before: string | undefined; after: string | undefined }
  settings: SettingDiff[]
  messages: MessageDiff[]
  /** Estimates for the template itself, without what variables add; 0 when it is not there. */
  tokens: { before: number; after: number }
}

/** What a call gives to a prompt, where that differs: a variable, `options.history`, or `options.media.photo`. */
export interface VariableDiff {
  name: string
  before: Variable | undefined
  after: Variable | undefined
}

/** A line of code that imports a prompt. */
export interface CallSite {
  /** Relative to the project's root, with `/`. */
  file: string
  line: number
  text: string
}

/** An error of TypeScript's in a file that has a prompt. */
export interface TypeProblem {
  file: string
  line: number
  column: number
  message: string
}

/** A prompt that differs. */
export interface PromptDiff {
  prompt: string
  kind: 'added' | 'removed' | 'changed'
  candidates: CandidateDiff[]
  variables: VariableDiff[]
  /** Whether calls that were right before are wrong now. */
  breaking: boolean
  /** The imports of the prompt. */
  callSites: CallSite[]
  /** What TypeScript says of these files, and of those that have the prompt from them, when the variables differ; undefined when it was not asked. */
  typeErrors: TypeProblem[] | undefined
}

/** What differs between two states of a project's prompts. */
export interface ProjectDiff {
  /** What the earlier state is, for instance `HEAD` or `the snapshot`. */
  from: string
  to: string
  /** Those that differ, sorted. */
  prompts: PromptDiff[]
  /** How many prompts are the same. */
  unchanged: number
  /** What could not be compared. */
  errors: BuildError[]
  warnings: BuildError[]
}
