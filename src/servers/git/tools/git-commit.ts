import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import type { Repository } from '../repository/repository'
import { adds, repo_path, type GitDeps } from './tool-deps'

export const gitCommit = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_commit',
    title: 'Git Commit',
    description:
      'Record the staged changes as a commit. Stage them with git_add before, and look at them with git_diff_staged. ' +
      "The repository's hooks are not run.",
    input: {
      repo_path,
      message: z
        .string()
        .min(1)
        .max(100_000)
        .describe('First line: a summary; then a blank line and details'),
    },
    output: { hash: z.string() },
    hints: adds,
    run: async ({ repo_path: path, message }, call) =>
      await repositories.write(path, call, async (repository) => {
        if (message.trim() === '' || message.includes('\0')) throw new ToolError('A commit needs a message.')
        await refuseNothingStaged(repository)
        const argv = ['commit', '--quiet', '--no-verify', '--no-gpg-sign', '--cleanup=whitespace', '--file=-']
        await repository.git(argv, { input: message.toWellFormed() })
        const hash = await repository.line(['rev-parse', '--verify', 'HEAD'])
        return { structured: { hash }, text: `Changes committed successfully with hash ${hash}` }
      }),
  })

/** `git commit` itself would look into submodules to say so. During a merge there may be nothing to stage. */
async function refuseNothingStaged(repository: Repository): Promise<void> {
  if ((await repository.find('MERGE_HEAD')) !== null) return
  const base =
    (await repository.find('HEAD')) ?? (await repository.line(['hash-object', '-t', 'tree', '--stdin']))
  const argv = ['diff-index', '--cached', '--quiet', '--no-ext-diff', base, '--']
  const { code } = await repository.git(argv, { accept: [0, 1] })
  if (code === 0)
    throw new ToolError('Nothing is staged, so there is nothing to commit. Stage files with git_add first.')
}
