import { defineTool, type Tool } from '../../kit/define-tool'
import { onlyPaths } from '../repository/inside-worktree'
import {
  context_lines,
  WORKTREE_DIFF_OPTIONS,
  difference,
  Difference,
  FEWER_FILES,
  paths,
  reads,
  repo_path,
  withCutOff,
  type GitDeps,
} from './tool-deps'

export const gitDiffUnstaged = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_diff_unstaged',
    title: 'Git Diff Unstaged',
    description:
      'Show changes in the working tree that are not staged yet. New files are in git_status only.',
    input: { repo_path, context_lines, paths },
    output: Difference,
    hints: reads,
    freshness: 'live',
    run: async (input, call) =>
      await repositories.read(input.repo_path, call, async (repository) => {
        const argv = [
          'diff',
          ...WORKTREE_DIFF_OPTIONS,
          `--unified=${input.context_lines}`,
          ...onlyPaths(repository.places.worktree, input.paths),
        ]
        const shown = difference(await repository.git(argv))
        return {
          structured: shown,
          text: withCutOff(`Unstaged changes:\n${shown.diff}`, shown.truncated, FEWER_FILES),
        }
      }),
  })
