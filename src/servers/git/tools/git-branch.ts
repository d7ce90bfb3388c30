import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads, repo_path, withCutOff, type GitDeps } from './tool-deps'

const folders = { local: ['refs/heads/'], remote: ['refs/remotes/'], all: ['refs/heads/', 'refs/remotes/'] }
const FEWER = 'ask for one "branch_type", or for those that have a commit with "contains"'
const FORMAT = '--format=%(HEAD)%00%(refname)%00%(objectname)%00%(upstream:short)%00%(symref)'

export const gitBranch = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_branch',
    title: 'Git Branch',
    description: 'List branches, and the commit each is at.',
    input: {
      repo_path,
      branch_type: z.enum(['local', 'remote', 'all']).default('local'),
      contains: z.string().nullish().describe('Only branches that have this commit'),
      not_contains: z.string().nullish().describe('Only branches that do not have this commit'),
    },
    output: {
      branches: z.array(
        z.object({
          name: z.string(),
          type: z.enum(['local', 'remote']),
          current: z.boolean(),
          commit: z.string(),
          upstream: z.string().nullable(),
        }),
      ),
      truncated: z.boolean(),
    },
    hints: reads,
    freshness: 'live',
    run: async ({ branch_type, contains, not_contains, ...input }, call) =>
      await repositories.read(input.repo_path, call, async (repository) => {
        const having = contains ? [`--contains=${await repository.commit(contains)}`] : []
        const lacking = not_contains ? [`--no-contains=${await repository.commit(not_contains)}`] : []
        const argv = ['for-each-ref', FORMAT, ...having, ...lacking, ...folders[branch_type]]
        const { stdout, truncated } = await repository.git(argv)
        const branches = stdout.toString().split('\n').slice(0, -1).flatMap(parseBranch)
        const lines = branches.map(({ name, current }) => `${current ? '*' : ' '} ${name}`)
        return {
          structured: { branches, truncated },
          text: withCutOff(lines.join('\n') || 'No branches.', truncated, FEWER),
        }
      }),
  })

/** A remote's HEAD is no branch but says which one is its first. */
function parseBranch(line: string) {
  const [head, ref = '', commit = '', upstream = '', symref = ''] = line.split('\0')
  if (symref !== '') return []
  const isLocal = ref.startsWith('refs/heads/')
  const type = isLocal ? ('local' as const) : ('remote' as const)
  const name = ref.replace(/^refs\/(?:heads|remotes)\//, '')
  return [{ name, type, current: head === '*', commit, upstream: upstream || null }]
}
