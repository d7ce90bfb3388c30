import { existsSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { server } from '@servers/git/server'
import { describe, expect, test, vi } from 'vitest'
import { serveGit, TestRepository } from '../support/served-git'
import { temporaryDirectory } from '../support/temporary-directory'

describe('git over its socket', () => {
  test('a repository is made, filled, committed and read, from nothing', async () => {
    const { call, succeed, dataDir } = await serveGit({ folders: [] })
    const repo_path = join(dataDir, 'repositories', 'first')
    expect((await succeed('git_init', { repo_path })).structured).toEqual({ repository: repo_path })
    expect((await call('git_init', { repo_path })).text).toContain('a repository already')
    expect((await succeed('git_list_repositories')).structured).toEqual({
      folders: [join(dataDir, 'repositories')],
      repositories: [repo_path],
      truncated: false,
    })
    expect((await succeed('git_log', { repo_path })).text).toBe('No commits yet.')
    expect((await succeed('git_status', { repo_path })).structured).toMatchObject({
      branch: 'main',
      commit: null,
      clean: true,
    })
    expect((await call('git_commit', { repo_path, message: 'x' })).text).toContain('Nothing is staged')
    await succeed('git_reset', { repo_path })
  })

  test('status, differences, staging, committing, unstaging', async () => {
    const { call, succeed, repository } = await serveGit()
    const repo = repository()
    repo.commit({ 'a.txt': 'one\ntwo\n', 'b.txt': 'b\n', 'old name.txt': 'a long enough text\n'.repeat(5) })
    const repo_path = repo.path
    repo.write('a.txt', 'one\nthree\n')
    repo.write('new dir/ü.txt', 'new\n')
    repo.git('mv', 'old name.txt', 'new name.txt')
    repo.git('rm', '--quiet', 'b.txt')
    const { structured } = await succeed('git_status', { repo_path })
    expect(structured).toMatchObject({
      branch: 'main',
      upstream: null,
      staged: [
        { path: 'b.txt', change: 'deleted' },
        { path: 'new name.txt', change: 'renamed', from: 'old name.txt' },
      ],
      unstaged: [{ path: 'a.txt', change: 'modified' }],
      untracked: ['new dir/'],
      clean: false,
    })
    const unstaged = await succeed('git_diff_unstaged', { repo_path, context_lines: 0 })
    expect(unstaged.structured['diff']).toMatch(/@@ -2 \+2 @@.*\n-two\n\+three/)
    expect((await succeed('git_diff_unstaged', { repo_path, paths: ['b.txt'] })).structured['diff']).toBe('')
    expect((await succeed('git_diff_staged', { repo_path })).structured['diff']).toContain(
      'rename to new name.txt',
    )

    const added = await succeed('git_add', { repo_path, files: ['a.txt', 'new dir'] })
    expect(added.structured).toEqual({ staged: ['a.txt', 'new dir/ü.txt'], skipped: [] })
    const { structured: commit } = await succeed('git_commit', {
      repo_path,
      message: 'Second\n\n# kept  \nBody\n\n\n',
    })
    expect(commit['hash']).toBe(repo.git('rev-parse', 'HEAD'))
    expect(repo.git('log', '-1', '--format=%an|%ae|%B')).toBe('Ann|ann@example.org|Second\n\n# kept\nBody')
    expect((await succeed('git_status', { repo_path })).structured).toMatchObject({ clean: true })

    repo.write('a.txt', 'four\n')
    await succeed('git_add', { repo_path, files: ['.'] })
    await succeed('git_reset', { repo_path })
    expect(repo.git('status', '--porcelain')).toBe(' M a.txt')
    expect(readFileSync(join(repo.path, 'a.txt'), 'utf8')).toBe('four\n')
    expect((await call('git_commit', { repo_path, message: 'Third' })).text).toContain('Nothing is staged')
  })

  test('what has changed its kind is staged as it is: files, directories, links, repositories', async () => {
    const { succeed, repository } = await serveGit()
    const repo = repository()
    const repo_path = repo.path
    repo.commit({ 'file-to-dir': 'a', 'dir-to-file/a': 'a', 'dir-to-link/a': 'a', 'to-repo': 'a', gone: 'a' })
    for (const name of ['file-to-dir', 'dir-to-file', 'dir-to-link', 'to-repo', 'gone'])
      rmSync(join(repo.path, name), { recursive: true })
    repo.write('file-to-dir/a', 'b')
    repo.write('dir-to-file', 'b')
    symlinkSync('file-to-dir', join(repo.path, 'dir-to-link'))
    repo.git('init', '--quiet', 'to-repo')
    repo.git('-C', 'to-repo', 'commit', '--quiet', '--allow-empty', '--message=x')
    repo.write('run.sh', '#!/bin/sh\n', 0o755)
    const { structured } = await succeed('git_add', { repo_path, files: ['.'] })
    expect((structured['skipped'] as { path: string }[]).map(({ path }) => path.replace(/\/$/, ''))).toEqual([
      'to-repo',
    ])
    const staged = repo.git('ls-files', '--stage').split('\n')
    expect(staged.map((line) => line.replace(/ .*\t/, ' '))).toEqual([
      '100644 dir-to-file',
      '120000 dir-to-link',
      '100644 file-to-dir/a',
      '100755 run.sh',
      '100644 to-repo',
    ])
    expect(structured['staged']).toHaveLength(8)
  })

  // Elsewhere a path cannot be so long.
  test.runIf(process.platform === 'linux')(
    'more names than a command line can hold are staged in one go',
    async () => {
      const { succeed, call, repository } = await serveGit()
      const repo = repository()
      const repo_path = repo.path
      const deep = `${'long-'.repeat(40)}/`.repeat(17)
      const names = Array.from({ length: 700 }, (_, n) => `${deep}${n}`)
      for (const name of names) repo.write(name, name)
      repo.write('other', 'not named')
      expect((await call('git_add', { repo_path, files: [...names, 'missing'] })).text).toContain(
        'There is no file "missing"',
      )
      const added = await succeed('git_add', { repo_path, files: names })
      expect(new Set(added.structured['staged'] as string[])).toEqual(new Set(names))
      expect(repo.git('diff', '--cached', '--shortstat')).toContain('700 files changed')
      rmSync(join(repo.path, names[0]?.split('/')[0] ?? ''), { recursive: true })
      expect((await succeed('git_add', { repo_path, files: names })).structured['staged']).toHaveLength(700)
      expect(repo.git('status', '--porcelain')).toBe('?? other')
    },
  )

  test('history by number, time and revision', async () => {
    const { call, succeed, repository } = await serveGit()
    const repo = repository()
    const [first] = [1, 2, 3].map((n) => repo.commit({ 'a.txt': `${n}` }, `Commit ${n}\n\nwith "body"`))
    const repo_path = repo.path
    const subjects = async (args = {}): Promise<string[]> => {
      const { commits } = (await succeed('git_log', { repo_path, ...args })).structured as {
        commits: { message: string }[]
      }
      return commits.map(({ message }) => message.split('\n')[0] ?? '')
    }
    expect(await subjects()).toEqual(['Commit 3', 'Commit 2', 'Commit 1'])
    expect(await subjects({ max_count: 1 })).toEqual(['Commit 3'])
    expect(await subjects({ revision: 'HEAD~1' })).toEqual(['Commit 2', 'Commit 1'])
    expect(await subjects({ start_timestamp: '1 hour ago' })).toHaveLength(3)
    expect(await subjects({ end_timestamp: '2020-01-01T00:00:00Z' })).toEqual([])
    expect((await call('git_log', { repo_path, start_timestamp: 'whenever' })).text).toContain('is no moment')
    const { structured, text } = await succeed('git_show', { repo_path, revision: first })
    expect(structured).toMatchObject({
      commit: {
        hash: first,
        parents: [],
        author: 'Ann',
        email: 'ann@example.org',
        message: 'Commit 1\n\nwith "body"',
      },
      content: expect.stringContaining('diff --git a/a.txt b/a.txt\nnew file mode'),
    })
    expect(text).toContain('Message: Commit 1')
    expect((await succeed('git_show', { repo_path, revision: 'HEAD~1:a.txt' })).structured).toEqual({
      content: '2',
      truncated: false,
    })
    expect((await succeed('git_show', { repo_path, revision: 'HEAD:' })).structured['content']).toBe(
      'a.txt\n',
    )
  })

  test('branches: made, listed, compared, switched to', async () => {
    const { call, succeed, repository } = await serveGit()
    const repo = repository()
    const first = repo.commit({ 'a.txt': 'a' })
    const repo_path = repo.path
    await succeed('git_create_branch', { repo_path, branch_name: 'feature/x.y' })
    expect(
      (await succeed('git_checkout', { repo_path, branch_name: 'feature/x.y' })).structured,
    ).toMatchObject({ branch: 'feature/x.y' })
    const second = repo.commit({ 'b.txt': 'b' })
    repo.git('update-ref', 'refs/remotes/origin/shared', first)
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/shared')
    expect((await succeed('git_branch', { repo_path })).text).toBe('* feature/x.y\n  main')
    const all = (await succeed('git_branch', { repo_path, branch_type: 'all', not_contains: second }))
      .structured['branches']
    expect(all).toMatchObject([
      { name: 'main', type: 'local', current: false, commit: first, upstream: null },
      { name: 'origin/shared', type: 'remote' },
    ])
    expect((await succeed('git_branch', { repo_path, contains: second })).text).toBe('* feature/x.y')
    for (const target of ['main', 'main..feature/x.y', 'main...', 'main..'])
      expect((await succeed('git_diff', { repo_path, target })).structured['diff'], target).toContain('+b')
    expect((await succeed('git_checkout', { repo_path, branch_name: first })).structured).toMatchObject({
      branch: null,
      commit: first,
    })
    repo.git('remote', 'add', 'origin', 'https://example.org/x.git')
    expect((await succeed('git_checkout', { repo_path, branch_name: 'shared' })).structured).toMatchObject({
      branch: 'shared',
    })
    expect(repo.git('rev-parse', '--abbrev-ref', 'shared@{upstream}')).toBe('origin/shared')
    expect((await call('git_checkout', { repo_path, branch_name: 'nowhere' })).text).toContain(
      'There is no branch',
    )
    repo.write('b.txt', 'not committed')
    expect((await call('git_checkout', { repo_path, branch_name: 'feature/x.y' })).text).toContain('b.txt')
    expect(readFileSync(join(repo.path, 'b.txt'), 'utf8')).toBe('not committed')
  })

  test.each([
    'main~0',
    'main~1',
    'main^',
    'main^{commit}',
    'main@{0}',
    'refs/heads/main~1',
    'main^{/change}',
  ])('%s is a commit, not a branch', async (branch_name) => {
    const { succeed, repository } = await serveGit()
    const repo = repository()
    repo.commit({ 'a.txt': 'a' })
    repo.commit({ 'a.txt': 'b' })
    const commit = repo.git('rev-parse', branch_name)
    const switched = await succeed('git_checkout', { repo_path: repo.path, branch_name })
    expect(switched.structured).toMatchObject({ branch: null, commit })
    expect(switched.text).toBe(`Switched to commit ${commit}, on no branch`)
    expect(repo.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD')
    expect(repo.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main')
  })

  test('a merge is shown with its conflicts, and can be committed', async () => {
    const { succeed, repository } = await serveGit()
    const repo = repository()
    repo.commit({ 'a.txt': 'a' })
    repo.git('checkout', '--quiet', '-b', 'other')
    repo.commit({ 'a.txt': 'other' })
    repo.git('checkout', '--quiet', 'main')
    repo.commit({ 'a.txt': 'main' })
    expect(() => repo.git('merge', 'other')).toThrow()
    expect((await succeed('git_status', { repo_path: repo.path })).structured).toMatchObject({
      conflicted: ['a.txt'],
    })
    repo.write('a.txt', 'main')
    await succeed('git_add', { repo_path: repo.path, files: ['a.txt'] })
    await succeed('git_commit', { repo_path: repo.path, message: 'Merge' })
    expect(repo.git('log', '-1', '--format=%p').split(' ')).toHaveLength(2)
  })

  test('linked working trees and folders inside a repository', async () => {
    const { succeed, call, repository, folder } = await serveGit()
    const repo = repository()
    repo.commit({ 'deep/a.txt': 'a' })
    const tree = join(folder, 'linked')
    repo.git('worktree', 'add', '--quiet', '-b', 'side', tree)
    expect((await succeed('git_status', { repo_path: tree })).structured).toMatchObject({
      branch: 'side',
      clean: true,
    })
    repo.write('deep/a.txt', 'b')
    const { structured } = await succeed('git_status', { repo_path: join(repo.path, 'deep') })
    expect(structured).toMatchObject({ unstaged: [{ path: 'deep/a.txt' }] })
    const absolute = await succeed('git_add', { repo_path: repo.path, files: [join(repo.path, 'deep')] })
    expect(absolute.structured).toMatchObject({ staged: ['deep/a.txt'] })
    expect((await call('git_status', { repo_path: folder })).text).toContain('no git repository')
    expect((await call('git_status', { repo_path: join(repo.path, '.git') })).text).toContain(
      'inside a .git directory',
    )
  })

  test('a long answer is cut off and says so', async () => {
    const { succeed, repository } = await serveGit({ maxOutputKb: 4 })
    const repo = repository()
    repo.commit({ 'a.txt': '' })
    repo.write('a.txt', 'line\n'.repeat(100_000))
    const diff = await succeed('git_diff_unstaged', { repo_path: repo.path })
    expect(diff.structured).toMatchObject({ truncated: true })
    expect((diff.structured['diff'] as string).length).toBe(4_096)
    expect(diff.text).toContain('cut off')
    for (let n = 0; n < 300; n++) repo.write(`some-new-file-${n}`, '')
    const status = (await succeed('git_status', { repo_path: repo.path })).structured
    expect(status).toMatchObject({ truncated: true, clean: false })
    expect((status['untracked'] as string[]).every((name) => /^some-new-file-\d+$/.test(name))).toBe(true)
    const all = await succeed('git_add', { repo_path: repo.path, files: ['.'] })
    expect(all.structured['staged']).toHaveLength(301)
  })

  test('what is cut off says how to get less, with an argument that the tool has', async () => {
    const { succeed, client, repository } = await serveGit({ maxOutputKb: 4 })
    const repo = repository()
    const first = repo.commit({ 'a.txt': 'line\n'.repeat(2_000) }, 'x'.repeat(8_000))
    const second = repo.commit({ 'a.txt': '', 'b.txt': 'b' }, 'short')
    for (let n = 0; n < 100; n++) repo.git('branch', `a-long-name-of-a-branch-${n}`)
    repo.write('a.txt', 'other\n'.repeat(2_000))
    const { tools } = await client.listTools()
    const adviceOf = async (name: string, args: object): Promise<string> => {
      const { text } = await succeed(name, { repo_path: repo.path, ...args })
      const [, advice = ''] = /\(cut off: .*?; (.*)\)$/s.exec(text) ?? []
      return advice
    }
    for (const [name, args] of [
      ['git_diff_unstaged', {}],
      ['git_diff', { target: first }],
      ['git_log', {}],
      ['git_branch', {}],
      ['git_show', { revision: first }],
    ] as const) {
      const advice = await adviceOf(name, args)
      const named = [...advice.matchAll(/"(\w+)"/g)].map(([, word = '']) => word)
      const properties = Object.keys(tools.find((tool) => tool.name === name)?.inputSchema.properties ?? {})
      expect(named.length, name).toBeGreaterThan(0)
      expect(properties, name).toEqual(expect.arrayContaining(named))
    }
    expect(await adviceOf('git_show', { revision: `${first}:a.txt` })).toContain('in the settings')
    const { target } =
      /"target": "(?<target>[^"]+)"/.exec(await adviceOf('git_show', { revision: second }))?.groups ?? {}
    const part = await succeed('git_diff', { repo_path: repo.path, target, paths: ['b.txt'] })
    expect(part.structured).toMatchObject({ truncated: false, diff: expect.stringContaining('+b') })
  })

  test('a revision of HEAD before the first commit: it is said what is missing', async () => {
    const { call, repository } = await serveGit()
    const repo_path = repository().path
    for (const [tool, args] of [
      ['git_create_branch', { branch_name: 'x' }],
      ['git_diff', { target: 'HEAD' }],
      ['git_show', { revision: '@~1' }],
      ['git_checkout', { branch_name: 'HEAD' }],
    ] as const)
      expect((await call(tool, { repo_path, ...args })).text, tool).toContain('commit first')
    expect((await call('git_show', { repo_path, revision: 'HEADING' })).text).toContain('There is no branch')
  })

  test('the health probe looks at the allowed folders, and not through them', async () => {
    const { succeed, repository, folder } = await serveGit()
    const { path } = repository()
    const { tool, arguments: args } = server.manifest.probe ?? { tool: '', arguments: {} }
    expect((await succeed(tool, args)).structured).toMatchObject({ repositories: [], truncated: false })
    expect((await succeed(tool)).structured).toMatchObject({ repositories: [path] })
    await succeed('git_init', { repo_path: folder })
    expect((await succeed(tool, args)).structured).toMatchObject({ repositories: [folder] })
  })

  // Elsewhere no file can have such a name.
  test.runIf(process.platform === 'linux')('a name that is no UTF-8 is not said to be staged', async () => {
    const { succeed, repository } = await serveGit()
    const repo = repository()
    repo.commit({ 'a.txt': 'a' })
    const odd = (name: string): Buffer =>
      Buffer.concat([Buffer.from(`${repo.path}/`), Buffer.from(name, 'latin1')])
    writeFileSync(odd('\xffgone'), 'odd')
    repo.git('add', '.')
    rmSync(odd('\xffgone'))
    writeFileSync(odd('\xffnew'), 'odd')
    repo.write('b.txt', 'b')
    const { structured, text } = await succeed('git_add', { repo_path: repo.path, files: ['.'] })
    expect(structured['staged']).toEqual(['b.txt'])
    expect(structured['skipped']).toMatchObject([{ path: '\ufffdgone' }, { path: '\ufffdnew' }])
    expect(text).toContain('Left out: \ufffdnew (its name is no UTF-8 text')
    expect(repo.git('diff', '--cached', '--name-only').split('\n')).toEqual(['b.txt', '"\\377gone"'])
  })

  test('more paths than a command line can hold, and more filters than can be switched off', async () => {
    const { call, succeed, repository } = await serveGit()
    const repo = repository()
    const repo_path = repo.path
    repo.commit({ 'a.txt': 'a' })
    const paths = Array.from({ length: 500 }, (_, n) => `${'long/'.repeat(800)}${n}`)
    for (const [tool, args] of [
      ['git_diff_unstaged', {}],
      ['git_diff_staged', {}],
      ['git_diff', { target: 'HEAD' }],
    ] as const)
      expect((await call(tool, { repo_path, paths, ...args })).text, tool).toContain(
        'These paths are too long',
      )
    const config = readFileSync(join(repo.path, '.git/config'), 'utf8')
    const filters = (count: number, name = ''): string =>
      Array.from({ length: count }, (_, n) => `[filter "${name}${n}"]\n\tclean = cat\n`).join('')
    for (const many of [filters(9_000), filters(1, 'x'.repeat(200_000))]) {
      repo.write('.git/config', config + many)
      expect((await call('git_status', { repo_path })).text).toContain('Each has to be switched off')
    }
    repo.write('.git/config', config + filters(500))
    await succeed('git_status', { repo_path })
  })

  test('what a person must mend is said: no name, a lock, no git', async () => {
    const { call, repository, home } = await serveGit()
    const repo = repository()
    repo.commit({ 'a.txt': 'a' })
    repo.write('a.txt', 'b')
    const repo_path = repo.path
    await call('git_add', { repo_path, files: ['a.txt'] })

    vi.stubEnv('HOME', join(home, 'nobody'))
    expect(await call('git_commit', { repo_path, message: 'x' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('git config --global user.name'),
    })
    vi.stubEnv('HOME', home)

    const lock = join(repo.path, '.git/index.lock')
    repo.write('.git/index.lock', '')
    utimesSync(lock, new Date(Date.now() - 90_000), new Date(Date.now() - 90_000))
    const locked = await call('git_commit', { repo_path, message: 'x' })
    expect(locked).toMatchObject({ isError: true, text: expect.stringContaining('Another git process') })
    expect(locked.text).toMatch(/index\.lock\. The lock is (89|9\d) s old/)
    expect((await call('git_status', { repo_path })).isError).toBe(false)
    expect(existsSync(lock)).toBe(true)
  })

  test('without git the service works, and its tools say what to do', async () => {
    vi.stubEnv('PATH', temporaryDirectory())
    const { call, folder, succeed } = await serveGit()
    expect((await succeed('git_list_repositories')).structured).toMatchObject({
      folders: [folder, expect.any(String)],
    })
    expect((await call('git_init', { repo_path: join(folder, 'x') })).text).toContain('git was not found')
  })

  test('a name for commits of its own, and folders that are no paths', async () => {
    const { succeed, repository } = await serveGit({ authorName: 'Robot', authorEmail: 'robot@example.org' })
    const repo = repository()
    repo.write('a', 'a')
    await succeed('git_add', { repo_path: repo.path, files: ['a'] })
    await succeed('git_commit', { repo_path: repo.path, message: 'x' })
    expect(repo.git('log', '-1', '--format=%an %ae')).toBe('Robot robot@example.org')
    await expect(serveGit({ folders: ['relative'] })).rejects.toThrow('no absolute path')
  })

  test('calls that write one repository wait for each other', async () => {
    const { succeed, repository } = await serveGit()
    const repo = repository()
    const names = Array.from({ length: 12 }, (_, n) => `f${n}`)
    for (const name of names) repo.write(name, name)
    await Promise.all(names.map((name) => succeed('git_add', { repo_path: repo.path, files: [name] })))
    expect(repo.git('ls-files').split('\n')).toHaveLength(12)
  })

  test('a repository whose ids are SHA-256', async () => {
    const { succeed, folder, home } = await serveGit()
    const repo = new TestRepository(join(folder, 'sha256'), home, ['--object-format=sha256'])
    repo.write('a', 'a')
    await succeed('git_add', { repo_path: repo.path, files: ['a'] })
    const { hash } = (await succeed('git_commit', { repo_path: repo.path, message: 'x' })).structured
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect((await succeed('git_show', { repo_path: repo.path, revision: 'HEAD' })).structured).toMatchObject({
      commit: { hash },
    })
  })
})
