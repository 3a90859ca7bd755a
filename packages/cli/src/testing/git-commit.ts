import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Puts all files of a folder into a commit, of a repository that is made if there is none. */
export async function gitCommit(root: string): Promise<void> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false']
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'Test'],
  ]) {
    await promisify(execFile)('git', [...identity, ...args], { cwd: root })
  }
}
