import { defineTool, type Tool } from '../../kit/define-tool'
import { onlyPaths } from '../repository/inside-worktree'
import {
  context_lines,
  DIFF_OPTIONS,
  difference,
  Difference,
  FEWER_FILES,
  paths,
  reads,
  repo_path,
  withCutOff,
  type GitDeps,
} from './tool-deps'

export const gitDiffStaged = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_diff_staged',
    title: 'Git Diff Staged',
    description: 'Show the changes that are staged: what git_commit would record.',
    input: { repo_path, context_lines, paths },
    output: Difference,
    hints: reads,
    freshness: 'live',
    run: async (input, call) =>
      await repositories.read(input.repo_path, call, async (repository) => {
        const options = [...DIFF_OPTIONS, '--cached', `--unified=${input.context_lines}`]
        const only = onlyPaths(repository.places.worktree, input.paths)
        const shown = difference(await repository.git(['diff', ...options, ...only]))
        return {
          structured: shown,
          text: withCutOff(`Staged changes:\n${shown.diff}`, shown.truncated, FEWER_FILES),
        }
      }),
  })
