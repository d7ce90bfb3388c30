import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { onlyPaths } from '../repository/inside-worktree'
import type { Repository } from '../repository/repository'
import {
  context_lines,
  difference,
  Difference,
  FEWER_FILES,
  paths,
  reads,
  repo_path,
  withCutOff,
  WORKTREE_DIFF_OPTIONS,
  type GitDeps,
} from './tool-deps'

export const gitDiff = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_diff',
    title: 'Git Diff',
    description:
      'Show how the working tree differs from a branch, tag or commit; or, with A..B, how B differs from A, and with ' +
      'A...B, what B changed since both parted.',
    input: {
      repo_path,
      target: z.string().describe('For example main, HEAD~2, v1.0, main..feature'),
      context_lines,
      paths,
    },
    output: Difference,
    hints: reads,
    freshness: 'live',
    run: async ({ target, ...input }, call) =>
      await repositories.read(input.repo_path, call, async (repository) => {
        const range = await toIds(repository, target)
        const options = [...WORKTREE_DIFF_OPTIONS, `--unified=${input.context_lines}`]
        const only = onlyPaths(repository.places.worktree, input.paths)
        const shown = difference(await repository.git(['diff', ...options, range, ...only]))
        const text = `Diff with ${target}:\n${shown.diff}`
        return { structured: shown, text: withCutOff(text, shown.truncated, FEWER_FILES) }
      }),
  })

/** No name of a branch or tag has two dots in a row, so they always part two of them; one left out means HEAD. */
async function toIds(repository: Repository, target: string): Promise<string> {
  const [, from, dots, to] = /^(.*?)(\.{2,3})(.*)$/s.exec(target) ?? []
  if (dots === undefined) return await repository.commit(target)
  return `${await repository.commit(from || 'HEAD')}${dots}${await repository.commit(to || 'HEAD')}`
}
