export * from '@understudy/sources/config'
