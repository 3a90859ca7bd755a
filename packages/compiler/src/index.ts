export { BuildError, type BuildErrorCode, type BuildProblem, type Place } from './build-error.ts'
export {
  type CompiledProject,
  type CompileOptions,
  compileProject,
  type PartialFile,
  projectFiles,
  type TemplateFile,
} from './compile-project.ts'
export { type CompiledPrompt, compilePrompt, type PromptOptions } from './compile-prompt.ts'
export { distinctErrors } from './distinct-errors.ts'
export { editDistance } from './edit-distance.ts'
export { promptIdentifier } from './generate/names.ts'
export { printManifest } from './generate/print-manifest.ts'
export { estimateTokens } from './inspect/estimate-tokens.ts'
export { inspectProject } from './inspect/inspect-project.ts'
export type { InspectedCandidate, InspectedPrompt, Inspection, InspectOptions } from './inspect/inspection.ts'
export { runModule } from './inspect/run-module.ts'
export { parseTemplate } from './mustache/parse-template.ts'
export type { ParsedNode } from './mustache/syntax-tree.ts'
export { TemplateSyntaxError } from './mustache/template-syntax-error.ts'
export { type ArrangedPrompt, type Arrangement, arrangePrompts } from './project/arrange-prompts.ts'
export { hideSecrets } from './secrets/mask-secrets.ts'
export { secretErrors } from './secrets/secret-errors.ts'
export { canonicalDigest } from './template/canonical-digest.ts'
export { readTemplate } from './template/read-template.ts'
export type { CompiledTemplate, Json, JsonObject } from './template/template.ts'
export type { MessageInput, TemplateInput, ToolInput } from './template/template-schema.ts'
export { listVariables, type Variable } from './variables/list-variables.ts'
