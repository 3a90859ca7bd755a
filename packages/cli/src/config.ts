export {
  defineConfig,
  folder,
  type Source,
  type SourceContext,
  type UnderstudyConfig,
} from '@understudy/sources/config'
