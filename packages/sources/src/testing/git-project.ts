import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type TempProject, tempProject } from './temp-project.ts'

/** A project's folder in a git repository, with all of its files in the first commit. */
export async function gitProject(
  files: Record<string, string>,
): Promise<TempProject & { commit(): Promise<void> }> {
  const project = await tempProject(files)
  const git = async (...args: string[]): Promise<void> => {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.com',
      '-c',
      'commit.gpgsign=false',
    ]
    await promisify(execFile)('git', [...identity, ...args], { cwd: project.root })
  }
  const commit = async (): Promise<void> => {
    await git('add', '--all')
    await git('commit', '--quiet', '--message', 'Test')
  }
  await git('init', '--quiet')
  await commit()
  return { ...project, commit }
}
