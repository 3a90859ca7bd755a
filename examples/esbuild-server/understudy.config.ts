import { defineConfig, folder } from '@understudy/unplugin/config'

export default defineConfig({ source: folder('../rag-qa/prompts') })
