import { z } from 'zod'

const Change = z.object({
  path: z.string(),
  change: z.enum(['added', 'modified', 'deleted', 'renamed', 'copied', 'type-changed']),
  from: z.string().optional().describe('Its path before it was renamed or copied'),
})
export type Change = z.infer<typeof Change>

export const Status = z.object({
  branch: z.string().nullable().describe('null: no branch, HEAD is a commit by itself'),
  commit: z.string().nullable().describe('null: no commit yet'),
  upstream: z.string().nullable(),
  ahead: z.number().int(),
  behind: z.number().int(),
  staged: z.array(Change),
  unstaged: z.array(Change),
  conflicted: z.array(z.string()),
  untracked: z.array(z.string()).describe('A name that ends with / is a directory'),
  clean: z.boolean(),
  truncated: z.boolean(),
})
export type Status = z.infer<typeof Status>

const changes: Record<string, Change['change']> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type-changed',
}

/** @param items of `git status --porcelain=v2 --branch -z`; the format is described in git-status(1) */
export function parseStatus(items: readonly string[], truncated: boolean): Status {
  const status: Status = {
    branch: null,
    commit: null,
    upstream: null,
    ahead: 0,
    behind: 0,
    staged: [],
    unstaged: [],
    conflicted: [],
    untracked: [],
    clean: false,
    truncated,
  }
  const rest = [...items]
  for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
    if (item.startsWith('# ')) readHeader(status, item.slice(2))
    else if (item.startsWith('? ')) status.untracked.push(item.slice(2))
    else if (item.startsWith('u ')) status.conflicted.push(afterFields(item, 10))
    else if (item.startsWith('1 ')) addChange(status, item.slice(2, 4), afterFields(item, 8))
    else if (item.startsWith('2 ')) addChange(status, item.slice(2, 4), afterFields(item, 9), rest.shift())
  }
  const { staged, unstaged, conflicted, untracked } = status
  status.clean = !truncated && [staged, unstaged, conflicted, untracked].every(({ length }) => length === 0)
  return status
}

function readHeader(status: Status, header: string): void {
  const [key, ...words] = header.split(' ')
  const value = words.join(' ')
  if (key === 'branch.oid') status.commit = value === '(initial)' ? null : value
  if (key === 'branch.head') status.branch = value === '(detached)' ? null : value
  if (key === 'branch.upstream') status.upstream = value
  if (key !== 'branch.ab') return
  status.ahead = Number(words[0])
  status.behind = Math.abs(Number(words[1]))
}

/** Paths may hold blanks, so they are what follows a number of fields. */
function afterFields(item: string, fields: number): string {
  return item.split(' ').slice(fields).join(' ')
}

/** `sides`: how the file in the index differs from the commit, and the file on disk from the index. */
function addChange(status: Status, sides: string, path: string, from?: string): void {
  const [index = '.', disk = '.'] = sides
  const before = from === undefined ? {} : { from }
  if (changes[index]) status.staged.push({ path, change: changes[index], ...before })
  if (changes[disk]) status.unstaged.push({ path, change: changes[disk], ...before })
}

/** For a model, in the order in which one would go about it. */
export function statusAsText(status: Status): string {
  const { branch, commit, upstream, ahead, behind } = status
  const lines = [branch === null ? `HEAD detached at ${commit ?? 'nothing'}` : `On branch ${branch}`]
  if (upstream !== null) lines.push(`Upstream ${upstream}: ${ahead} ahead, ${behind} behind`)
  if (commit === null) lines.push('No commits yet')
  lines.push(
    ...section('Changes to be committed:', status.staged.map(changeAsText)),
    ...section('Changes not staged for commit:', status.unstaged.map(changeAsText)),
    ...section('Unmerged paths:', status.conflicted),
    ...section('Untracked files:', status.untracked),
  )
  if (status.clean) lines.push('nothing to commit, working tree clean')
  if (status.truncated) lines.push('(cut off: there are more changes than fit into an answer)')
  return lines.join('\n')
}

const changeAsText = ({ path, change, from }: Change): string =>
  from === undefined ? `${change}: ${path}` : `${change}: ${from} -> ${path}`

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
