export {
  BuildError,
  editDistance,
  type InspectedCandidate,
  type InspectedPrompt,
  type Inspection,
  type InspectOptions,
  type Json,
  type JsonObject,
} from '@understudy/compiler'
export { CONFIG_FILES, findConfigFile, loadConfig } from './config/load-config.ts'
export { type ResolvedConfig, resolveConfig } from './config/resolve-config.ts'
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
export { LOCK_FILE, type Lock, type LockEntry, readLock } from './lock/lock.ts'
export { type GenerateResult, generate } from './project/generate.ts'
export { type Pacer, pace } from './project/pace.ts'
export { createProject, type Project, type ProjectOptions, type WatchList } from './project/project.ts'
export { type ProjectWatcher, type WatchOptions, watchProject } from './project/watch-project.ts'
export type { PullOptions } from './pull/pull.ts'
export type { PullChange, PullResult } from './pull/pull-result.ts'
export { readFileIfThere } from './read-file-if-there.ts'
export { type FreeplayOptions, type FreeplayProject, freeplay } from './registries/freeplay/freeplay.ts'
export { type FreeplayBundleOptions, freeplayBundle } from './registries/freeplay-bundle/freeplay-bundle.ts'
export { defineSource, type SourceDefinition } from './remote/define-source.ts'
export { inParallel } from './remote/in-parallel.ts'
export { readKey } from './remote/read-key.ts'
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
