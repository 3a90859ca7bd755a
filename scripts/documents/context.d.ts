import type { Adapter, Client, Recorder } from '@understudy/runtime'

/**
 * What a reader of the documents has before copying a block: values of their own, and packages that this workspace
 * does not install.
 */
declare global {
  const providers: { openai: Adapter; anthropic: Adapter }
  const client: Client<keyof typeof providers>
  const recorder: Recorder
  const signal: AbortSignal
  const question: string
  const passages: { id: number; title: string; text: string }[]
  const variables: { question: string; passages: typeof passages }
  const base64: string
  const project: string
  const projectId: string
  const apiKey: string
  const conversation: string
  const step: string
  const yaml: string
  function show(text: string): void
  function clear(): void
  function save(result: object): void
  function page(attempt: object): void
}
