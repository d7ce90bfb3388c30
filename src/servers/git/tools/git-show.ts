import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Commit, COMMIT_FORMAT, commitAsText, parseCommit } from '../commits'
import type { Repository } from '../repository/repository'
import { DIFF_OPTIONS, reads, repo_path, withCutOff, type GitDeps } from './tool-deps'

const Shown = z.object({
  commit: Commit.optional().describe('Absent when the revision is a file or a directory'),
  content: z
    .string()
    .describe('The difference a commit made, the text of a file, or the names in a directory'),
  truncated: z.boolean(),
})
type Shown = z.infer<typeof Shown>

export const gitShow = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_show',
    title: 'Git Show',
    description:
      'Show a commit and what it changed; or, with REVISION:path, a file or directory as it was then (main:src/a.ts).',
    input: {
      repo_path,
      revision: z.string().describe('For example HEAD~1, v1.0, a commit id, or main:README.md'),
    },
    output: Shown.shape,
    hints: reads,
    freshness: 'live',
    run: async ({ revision, ...input }, call) =>
      await repositories.read(input.repo_path, call, async (repository) => {
        const id = await repository.object(revision)
        const commit = await repository.find(`${id}^{commit}`)
        const shown = await (commit === null ? showObject(repository, id) : showCommit(repository, commit))
        const text = shown.commit ? `${commitAsText(shown.commit)}\n${shown.content}` : shown.content
        return { structured: shown, text: withCutOff(text, shown.truncated, adviceFor(shown)) }
      }),
  })

async function showCommit(repository: Repository, id: string): Promise<Shown> {
  const argv = ['show', ...DIFF_OPTIONS, '--patch', `${COMMIT_FORMAT}%x00`, id, '--']
  const { stdout, truncated } = await repository.git(argv)
  const items = stdout.toString().split('\0')
  // What follows the commit's items may hold NULs of its own.
  const content = items.slice(FORMAT_ITEMS).join('\0').trimStart()
  return { commit: parseCommit(items), content, truncated }
}

/** Nothing shows a part of an old file. */
function adviceFor({ commit }: Shown): string {
  if (commit === undefined) return 'a person can raise the size of an answer in the settings of this service'
  const parent = commit.parents[0]
  return parent === undefined
    ? `ask for one file with "revision": "${commit.hash}:path"`
    : `ask for a part with git_diff, "target": "${parent}..${commit.hash}" and "paths"`
}

const FORMAT_ITEMS = COMMIT_FORMAT.split('%x00').length

async function showObject(repository: Repository, id: string): Promise<Shown> {
  const argv =
    (await repository.find(`${id}^{tree}`)) === null
      ? ['cat-file', 'blob', id]
      : ['ls-tree', '--name-only', id]
  const { stdout, truncated } = await repository.git(argv)
  return { content: stdout.toString(), truncated }
}
