import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'

/** A step of a workflow of GitHub Actions. */
export interface WorkflowStep {
  name?: string
  if?: string
  uses?: string
  run?: string
  with?: Record<string, unknown>
  env?: Record<string, string>
}

/** What is looked at of a workflow. */
export interface Workflow {
  name: string
  on: unknown
  permissions: Record<string, string>
  jobs: Record<string, { 'runs-on': string; 'timeout-minutes': number; steps: WorkflowStep[] }>
}

/** The workflows of `examples/github-actions`. */
export const WORKFLOWS = ['prompts-check.yml', 'prompts-pull.yml'] as const

export function textOf(name: (typeof WORKFLOWS)[number]): string {
  return readFileSync(new URL(`../../../../examples/github-actions/${name}`, import.meta.url), 'utf8')
}

export function readWorkflow(name: (typeof WORKFLOWS)[number]): Workflow {
  return load(textOf(name)) as Workflow
}

/** Every step of every job. */
export function stepsOf({ jobs }: Workflow): WorkflowStep[] {
  return Object.values(jobs).flatMap(({ steps }) => steps)
}
