export { BuildError, type BuildErrorCode, type BuildProblem, type Place } from './build-error.ts'
export {
  type CompiledProject,
  type CompileOptions,
  compileProject,
  type TemplateFile,
} from './compile-project.ts'
