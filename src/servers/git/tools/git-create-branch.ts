import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import type { Repository } from '../repository/repository'
import { adds, repo_path, type GitDeps } from './tool-deps'

export const gitCreateBranch = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_create_branch',
    title: 'Git Create Branch',
    description: 'Make a branch, without switching to it; git_checkout does that.',
    input: {
      repo_path,
      branch_name: z.string().min(1).max(200),
      base_branch: z
        .string()
        .nullish()
        .describe('Branch, tag or commit it begins at; without it the current commit'),
    },
    output: { branch: z.string(), commit: z.string() },
    hints: adds,
    run: async ({ branch_name: name, base_branch: base, ...input }, call) =>
      await repositories.write(input.repo_path, call, async (repository) => {
        await refuseName(repository, name)
        const commit = await repository.commit(base || 'HEAD')
        await repository.git(['branch', '--quiet', '--no-track', name, commit])
        const text = `Created branch '${name}' from '${base || 'HEAD'}' (${commit})`
        return { structured: { branch: name, commit }, text }
      }),
  })

async function refuseName(repository: Repository, name: string): Promise<void> {
  const isLegal = !name.startsWith('-') && name !== 'HEAD' && !/\p{Cc}/u.test(name)
  const checked =
    isLegal && (await repository.git(['check-ref-format', `refs/heads/${name}`], { accept: [0, 1] }))
  if (!checked || checked.code !== 0)
    throw new ToolError(
      `"${name}" cannot be the name of a branch: no blanks, no ~^:?*[\\, no "..", and neither "-" nor "/" at the beginning.`,
    )
  if ((await repository.find(`refs/heads/${name}`)) !== null)
    throw new ToolError(
      `There is a branch "${name}" already. Switch to it with git_checkout, or choose another name.`,
    )
}
