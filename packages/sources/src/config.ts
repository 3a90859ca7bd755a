export { defineConfig, type UnderstudyConfig } from './config/understudy-config.ts'
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
