// Kept light, since every command and every bundler loads it: what only some runs need is imported when they need it.
export type {
  InspectedCandidate,
  InspectedPrompt,
  Inspection,
  InspectOptions,
  Json,
  JsonObject,
} from '@understudy/compiler'
export { BuildError, editDistance } from '@understudy/compiler/project'
export { CONFIG_FILES, findConfigFile, loadConfig } from './config/load-config.ts'
export type { ResolvedConfig } from './config/resolved-config.ts'
export {
  type ClientPolicy,
  defineConfig,
  type PullMode,
  type UnderstudyConfig,
} from './config/understudy-config.ts'
export type { DiffOptions } from './diff/diff-project.ts'
export type {
  CallSite,
  CandidateDiff,
  MessageDiff,
  ProjectDiff,
  PromptDiff,
  SettingDiff,
  TextPart,
  TypeProblem,
  VariableDiff,
} from './diff/project-diff.ts'
export { type EmitPlan, type EmitResult, emit } from './emit/emit.ts'
export { TEMPLATE_SCHEMA } from './emit/template-schema.ts'
export { writeAtomic } from './emit/write-atomic.ts'
export type { Http, HttpOptions, Query } from './http/http.ts'
export type { HttpSettings } from './http/http-settings.ts'
export { isOutage, RegistryError } from './http/registry-error.ts'
export { type Lock, type LockEntry, readLock } from './lock/lock.ts'
export { LOCK_FILE } from './lock/lock-file.ts'
export { type GenerateResult, generate } from './project/generate.ts'
export { type Pacer, pace, settled } from './project/pace.ts'
export { createProject, type Project, type ProjectOptions, type WatchList } from './project/project.ts'
export { type ProjectWatcher, type WatchOptions, watchProject } from './project/watch-project.ts'
export type { PullOptions } from './pull/pull.ts'
export type { PullChange, PullResult } from './pull/pull-result.ts'
export { readFileIfThere } from './read-file-if-there.ts'
export type { PullContext, PulledTemplate, RemoteSource } from './remote/remote-source.ts'
export { folder } from './source/folder.ts'
export type {
  Source,
  SourceChange,
  SourceContent,
  SourceContext,
  SourcePartial,
  SourceTemplate,
  Stamped,
} from './source/source.ts'
