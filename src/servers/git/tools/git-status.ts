import { defineTool, type Tool } from '../../kit/define-tool'
import { parseStatus, Status, statusAsText } from '../status'
import { reads, repo_path, type GitDeps } from './tool-deps'

const STATUS = [
  'status',
  '--porcelain=v2',
  '--branch',
  '-z',
  '--untracked-files=normal',
  // Git would look into them, and their `.git` may lead out of the allowed folders.
  '--ignore-submodules=all',
]

export const gitStatus = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_status',
    title: 'Git Status',
    description: 'Show the branch, and which files are staged, changed, in conflict or new.',
    input: { repo_path },
    output: Status.shape,
    hints: reads,
    freshness: 'live',
    run: async (input, call) =>
      await repositories.read(input.repo_path, call, async (repository) => {
        const { items, truncated } = await repository.items(STATUS)
        const status = parseStatus(items, truncated)
        return { structured: status, text: `Repository status:\n${statusAsText(status)}` }
      }),
  })
