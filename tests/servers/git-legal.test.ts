import { expect, test } from 'vitest'
import { serveGit } from '../support/served-git'

/** What resembles an attack, or breaks careless programs, and is none. */
const fileNames = [
  '-x',
  '--output=x',
  '-c core.pager=x',
  '--',
  'with blank',
  ' leading and trailing ',
  'tab\there',
  'new\nline',
  '"quoted"',
  "it's",
  '$(touch x)',
  '`touch x`',
  'a;b&&c|d',
  '*.txt',
  '[a]?',
  ':(top)x',
  ':/x',
  '!important',
  '#hash',
  '..hidden',
  '....',
  '..%2fx',
  '%2e%2e',
  '.gitignored',
  'dir.git/file',
  'ünïcode',
  '漢字/👩‍🚀.txt',
  'e\u0301',
  '\u00e9',
  'back\\slash',
  'C:',
  '~',
  '-/-/-',
  'x'.repeat(255),
]

const branchNames = [
  'feature/login',
  'fix.1.2',
  'a-b_c',
  'user@host',
  'ünïcode/漢字',
  'release/2026.11',
  '#123',
  "it's",
  'a,b;c&d',
  '$(x)',
  'refs/heads/x',
  'main.bak',
  'x--output=y',
  '@x',
  'HEAD-1',
]

const messages = [
  '--output=x',
  '-m',
  '# not a comment',
  'Subject\n\nBody with\n# hash and\n--amend\n',
  'it\'s "quoted" $(x) `y` \\z',
  '漢字 👩‍🚀',
  'a\r\nb',
  '\tindented',
  'Co-authored-by: Robot <robot@example.org>',
  'half \ud83d',
  '<script>',
  'x'.repeat(20_000),
]

const moments = [
  'yesterday',
  '1 hour ago',
  '2.weeks.ago',
  'last monday',
  '2026-01-31',
  '2026-01-31 10:00',
  '2026-01-31T10:00:00+02:00',
  '1700000000',
  'A month ago',
]

test(`${fileNames.length} file names are staged and shown as they are`, async () => {
  const { succeed, repository } = await serveGit()
  const repo = repository()
  const repo_path = repo.path
  for (const name of fileNames) repo.write(name, name)
  const { structured } = await succeed('git_add', {
    repo_path,
    files: fileNames.filter((_, at) => at % 2 === 0),
  })
  expect(new Set(structured['staged'] as string[])).toEqual(
    new Set(fileNames.filter((_, at) => at % 2 === 0)),
  )
  await succeed('git_add', { repo_path, files: ['.'] })
  const status = (await succeed('git_status', { repo_path })).structured
  const staged = (status['staged'] as { path: string }[]).map(({ path }) => path)
  expect(new Set(staged)).toEqual(new Set(fileNames))
  await succeed('git_commit', { repo_path, message: 'names' })
  expect(repo.git('ls-files', '-z').split('\0').slice(0, -1)).toHaveLength(fileNames.length)
  for (const name of fileNames.slice(0, 12)) {
    repo.write(name, 'changed')
    const diff = (await succeed('git_diff_unstaged', { repo_path, paths: [name] })).structured[
      'diff'
    ] as string
    expect(diff.match(/^diff --git/gm), name).toHaveLength(1)
    await succeed('git_add', { repo_path, files: [name] })
  }
})

test(`${branchNames.length} branch names are made, switched to and compared`, async () => {
  const { succeed, repository } = await serveGit()
  const repo = repository()
  const repo_path = repo.path
  repo.commit({ a: 'a' })
  for (const name of branchNames) await succeed('git_create_branch', { repo_path, branch_name: name })
  const { branches } = (await succeed('git_branch', { repo_path })).structured as {
    branches: { name: string }[]
  }
  expect(new Set(branches.map(({ name }) => name))).toEqual(new Set([...branchNames, 'main']))
  for (const name of branchNames.slice(0, 8)) {
    const { structured } = await succeed('git_checkout', { repo_path, branch_name: name })
    expect(structured, name).toMatchObject({ branch: name })
    expect(repo.git('symbolic-ref', 'HEAD')).toBe(`refs/heads/${name}`)
    await succeed('git_diff', { repo_path, target: `${name}..main` })
  }
})

test(`${messages.length} messages are kept, and ${moments.length} moments understood`, async () => {
  const { succeed, repository } = await serveGit()
  const repo = repository()
  const repo_path = repo.path
  for (const [n, message] of messages.entries()) {
    repo.write('a', `${n}`)
    await succeed('git_add', { repo_path, files: ['a'] })
    await succeed('git_commit', { repo_path, message })
    const kept = (await succeed('git_log', { repo_path, max_count: 1 })).structured['commits'] as {
      message: string
    }[]
    const expected = message
      .toWellFormed()
      .replaceAll(/[\t\r ]+$/gm, '')
      .trimEnd()
    expect(kept[0]?.message, message.slice(0, 50)).toBe(expected)
  }
  for (const start_timestamp of moments) await succeed('git_log', { repo_path, start_timestamp })
})
