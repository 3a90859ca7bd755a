export { BuildError } from '@understudy/compiler'
export { type BraintrustOptions, braintrust } from './braintrust/braintrust.ts'
export { defineConfig, type UnderstudyConfig } from './config/understudy-config.ts'
export { type DotpromptOptions, dotprompt } from './dotprompt/dotprompt.ts'
export { type FreeplayOptions, type FreeplayProject, freeplay } from './freeplay/freeplay.ts'
export { type FreeplayBundleOptions, freeplayBundle } from './freeplay-bundle/freeplay-bundle.ts'
export type { Http, HttpOptions, Query } from './http/http.ts'
export { type LangfuseOptions, langfuse } from './langfuse/langfuse.ts'
export { type LangSmithOptions, langsmith } from './langsmith/langsmith.ts'
export { type MlflowOptions, mlflow } from './mlflow/mlflow.ts'
export { type PhoenixOptions, phoenix } from './phoenix/phoenix.ts'
export { type PromptLayerOptions, promptLayer } from './promptlayer/promptlayer.ts'
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
