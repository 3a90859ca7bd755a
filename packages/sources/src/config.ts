export { BuildError } from '@understudy/compiler'
export { defineConfig, type UnderstudyConfig } from './config/understudy-config.ts'
export type { Http, HttpOptions, Query } from './http/http.ts'
export { type BraintrustOptions, braintrust } from './registries/braintrust/braintrust.ts'
export { type DotpromptOptions, dotprompt } from './registries/dotprompt/dotprompt.ts'
export { type FreeplayOptions, type FreeplayProject, freeplay } from './registries/freeplay/freeplay.ts'
export { type FreeplayBundleOptions, freeplayBundle } from './registries/freeplay-bundle/freeplay-bundle.ts'
export { type LangfuseOptions, langfuse } from './registries/langfuse/langfuse.ts'
export { type LangSmithOptions, langsmith } from './registries/langsmith/langsmith.ts'
export { type MlflowOptions, mlflow } from './registries/mlflow/mlflow.ts'
export { type PhoenixOptions, phoenix } from './registries/phoenix/phoenix.ts'
export { type PromptLayerOptions, promptLayer } from './registries/promptlayer/promptlayer.ts'
export { type RegistryOptions, registry } from './registries/registry/registry.ts'
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
