export { defineConfig, type UnderstudyConfig } from './config/understudy-config.ts'
export { folder } from './source/folder.ts'
export type { Source, SourceContext } from './source/source.ts'
