// A thread that reads templates: what the others do in their process must not make its times longer.
import { parentPort, workerData } from 'node:worker_threads'
import { httpClient } from './http-client.ts'
import { openLoop } from './open-loop.ts'
import type { TemplateReads } from './read-templates.ts'

const { url, token, projectId, ...load }: TemplateReads = workerData
using client = httpClient(url, token)
const report = await openLoop(async (i) => {
  const path = `projects/${projectId}/prompt-templates/name/prompt-${i % 20}?environment=prod`
  const { status } = await client.send('GET', path)
  if (status !== 200) throw new Error(`status ${status}`)
}, load)
parentPort?.postMessage(report)
