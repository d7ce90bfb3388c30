import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { adds, repo_path, type GitDeps } from './tool-deps'

export const gitReset = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_reset',
    title: 'Git Reset',
    description:
      'Unstage everything that is staged. Files in the working tree stay as they are; no commit is changed.',
    input: { repo_path },
    output: { reset: z.boolean() },
    hints: { ...adds, destructiveHint: true, idempotentHint: true },
    run: async (input, call) =>
      await repositories.write(input.repo_path, call, async (repository) => {
        await repository.git(['reset', '--quiet'])
        return { structured: { reset: true }, text: 'All staged changes reset' }
      }),
  })
