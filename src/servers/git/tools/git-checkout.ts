import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import type { Repository } from '../repository/repository'
import { adds, repo_path, type GitDeps } from './tool-deps'

export const gitCheckout = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_checkout',
    title: 'Git Checkout',
    description:
      'Switch the working tree to a branch; or to a tag or commit, without a branch. Fails rather than overwrite changes ' +
      'that are not committed.',
    input: { repo_path, branch_name: z.string().describe('Branch, tag or commit') },
    output: {
      branch: z.string().nullable().describe('null: no branch, HEAD is a commit by itself'),
      commit: z.string(),
      filtersNotRun: z
        .array(z.string())
        .describe('Files of these filters hold what git keeps, e.g. LFS pointers'),
    },
    hints: { ...adds, idempotentHint: true },
    run: async ({ branch_name: name, ...input }, call) =>
      await repositories.write(input.repo_path, call, async (repository) => {
        const { argv, branch } = await switchTo(repository, name)
        await repository.git(['checkout', '--quiet', '--no-progress', ...argv, '--'])
        const commit = await repository.commit('HEAD')
        const filtersNotRun = [...repository.filters]
        const text =
          branch === null ? `Switched to commit ${commit}, on no branch` : `Switched to branch '${branch}'`
        return { structured: { branch, commit, filtersNotRun }, text: text + notice(filtersNotRun) }
      }),
  })

/** A branch first, then a branch of one remote, which gets a local one of its name, then whatever is a commit. */
async function switchTo(
  repository: Repository,
  name: string,
): Promise<{ argv: string[]; branch: string | null }> {
  const local = name.replace(/^refs\/heads\//, '')
  const isName = !local.startsWith('-') && !local.startsWith('@{')
  if (isName && (await repository.hasBranch(local))) return { argv: [local], branch: local }
  const remotes = isName ? await remoteBranches(repository, local) : []
  if (remotes.length > 1)
    throw new ToolError(`Several remotes have a branch "${local}": ${remotes.join(', ')}. Name one of these.`)
  const [remote] = remotes
  if (remote !== undefined) return { argv: ['--track', '-b', local, remote], branch: local }
  return { argv: ['--detach', await repository.commit(name)], branch: null }
}

async function remoteBranches(repository: Repository, name: string): Promise<string[]> {
  const all = await repository.line(['for-each-ref', '--format=%(refname)', 'refs/remotes/'])
  return all.split('\n').filter((ref) => ref.split('/').slice(3).join('/') === name && name !== 'HEAD')
}

function notice(filters: readonly string[]): string {
  if (filters.length === 0) return ''
  return `\nFilters were not run (${filters.join(', ')}): files that need them hold what git keeps of them, e.g. Git LFS pointers.`
}
