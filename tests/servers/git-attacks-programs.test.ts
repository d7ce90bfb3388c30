import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hostile, touchLater, useEverything, type Canary } from '../support/hostile-repository'
import type { TestRepository } from '../support/served-git'

afterEach(() => void vi.unstubAllEnvs())

/** Each way in which a repository names a program: what sets the trap, and what git itself then does. */
const traps: Record<string, (repo: TestRepository, canary: Canary) => void> = {
  'core.fsmonitor': (repo, { program }) => {
    repo.git('config', 'core.fsmonitor', program)
    repo.git('status')
  },
  'hooks in the git directory': (repo, { program }) => {
    for (const hook of [
      'pre-commit',
      'post-commit',
      'commit-msg',
      'prepare-commit-msg',
      'post-checkout',
      'post-index-change',
      'reference-transaction',
    ])
      symlinkAs(repo, `.git/hooks/${hook}`, program)
    repo.git('commit', '--allow-empty', '--message=x')
  },
  'core.hooksPath': (repo, { program }) => {
    for (const hook of ['pre-commit', 'post-index-change', 'reference-transaction', 'post-checkout'])
      symlinkAs(repo, `hooks/${hook}`, program)
    repo.git('config', 'core.hooksPath', 'hooks')
    repo.git('commit', '--allow-empty', '--message=x')
  },
  filters: (repo, { program }) => {
    for (const name of ['evil', 'e=v.i l']) {
      repo.git('config', `filter.${name}.clean`, program)
      repo.git('config', `filter.${name}.smudge`, program)
      repo.git('config', `filter.${name}.required`, 'true')
    }
    repo.write('.git/info/attributes', '* filter=evil\n')
    touchLater(repo, 'a.txt')
    repo.git('status')
  },
  'a filter whose name is empty': (repo, { program }) => {
    repo.git('config', 'filter..clean', program)
    repo.git('config', 'filter..smudge', program)
    repo.write('.git/info/attributes', '* filter=\n')
    touchLater(repo, 'a.txt')
    repo.git('status')
  },
  'filter processes': (repo, { program }) => {
    repo.git('config', 'filter.evil.process', program)
    repo.write('.gitattributes', '* filter=evil\n')
    touchLater(repo, 'a.txt')
    repo.git('diff', '--', 'a.txt')
  },
  'textconv and external diff drivers': (repo, { program }) => {
    repo.git('config', 'diff.evil.textconv', program)
    repo.git('config', 'diff.evil.command', program)
    repo.write('.gitattributes', '*.txt diff=evil\n')
    repo.write('a.txt', 'other\n')
    repo.git('diff')
  },
  'diff.external': (repo, { program }) => {
    repo.git('config', 'diff.external', program)
    repo.write('a.txt', 'other\n')
    repo.git('diff')
  },
  'gpg programs': (repo, { program }) => {
    for (const key of [
      'gpg.program',
      'gpg.openpgp.program',
      'gpg.ssh.program',
      'gpg.x509.program',
      'core.alternateRefsCommand',
    ])
      repo.git('config', key, program)
    repo.git('config', 'commit.gpgSign', 'true')
    repo.git('config', 'log.showSignature', 'true')
    expect(() => repo.git('commit', '--allow-empty', '--message=x')).toThrow()
  },
  'editor, pager and aliases': (repo, { program }) => {
    for (const key of [
      'core.editor',
      'sequence.editor',
      'core.pager',
      'pager.log',
      'pager.status',
      'core.askPass',
    ])
      repo.git('config', key, program)
    for (const name of ['status', 'log', 'x']) repo.git('config', `alias.${name}`, `!${program}`)
    expect(() => repo.git('commit', '--allow-empty')).toThrow()
  },
  'a submodule with a configuration of its own': (repo, { program }) => {
    addSubmodule(repo, 'sub')
    const sub = (...argv: string[]): string => repo.git('-C', 'sub', ...argv)
    sub('config', 'filter.evil.clean', program)
    sub('config', 'core.fsmonitor', program)
    repo.write('sub/.gitattributes', '* filter=evil\n')
    repo.git('config', 'submodule.sub.ignore', 'none')
    repo.git('config', 'diff.submodule', 'diff')
    repo.git('config', 'status.submoduleSummary', 'true')
    touchLater(repo, 'sub/file')
    repo.git('status')
  },
}

function symlinkAs(repo: TestRepository, path: string, program: string): void {
  repo.write(path, readFileSync(program, 'utf8'), 0o755)
}

function addSubmodule(repo: TestRepository, name: string): void {
  repo.git('init', '--quiet', name)
  repo.write(`${name}/file`, 'file')
  repo.git('-C', name, 'add', 'file')
  repo.git('-C', name, 'commit', '--quiet', '--message=x')
  repo.git('-c', 'advice.addEmbeddedRepo=false', 'add', name)
  repo.write('.gitmodules', `[submodule "${name}"]\n\tpath = ${name}\n\turl = -u./evil\n`)
  repo.git('add', '.gitmodules')
  repo.git('commit', '--quiet', '--message=submodule')
}

describe('G11 programs that a repository names', () => {
  test.each(Object.keys(traps))('%s: git runs it, we do not', async (name) => {
    const git = await hostile()
    const { repo, repo_path, canary } = git
    traps[name]?.(repo, canary)
    expect(canary.sang(), 'the trap works with plain git').toBe(true)
    canary.forget()
    const index = join(repo.path, '.git/index')
    touchLater(repo, 'a.txt')
    if (existsSync(index)) repo.write('c.txt', 'new\n')
    const failed = await useEverything(git, repo_path)
    expect(canary.sang()).toBe(false)
    // Only files that would need a filter are refused, and what follows from that.
    const expected = name.includes('filter') ? /go through the filter|Nothing is staged/ : /^$/
    expect(failed.filter((text) => !expected.test(text))).toEqual([])
  })

  test.each([
    ['include', 'include.path'],
    ['a branch decides', 'includeIf.onbranch:evil.path'],
    ['a folder decides', 'includeif.gitdir:/nowhere/.path'],
    ['no name', 'includeIf..path'],
  ])('a configuration that includes another is refused: %s', async (_, key) => {
    const { repo, repo_path, canary, call, succeed } = await hostile()
    repo.git('config', key, 'more')
    repo.write('.git/more', `[filter "evil"]\n\tclean = ${canary.program}\n`)
    for (const [tool, args] of [
      ['git_status', {}],
      ['git_checkout', { branch_name: 'other' }],
    ] as const) {
      const answer = await call(tool, { repo_path, ...args })
      expect(answer, tool).toMatchObject({ isError: true })
      expect(answer.text).toContain(
        `remove the [include] and [includeIf] sections from ${repo_path}/.git/config`,
      )
    }
    repo.git('config', '--unset-all', key)
    repo.git('config', 'extensions.worktreeConfig', 'true')
    repo.git('config', '--worktree', key, 'more')
    expect((await call('git_status', { repo_path })).text).toContain('includes another file')
    repo.git('config', '--worktree', '--unset-all', key)
    await succeed('git_status', { repo_path })
  })

  test("the person's own configuration may include others; their filters are not run either", async () => {
    const { repo, repo_path, canary, home, succeed, call } = await hostile()
    writeFileSync(join(home, 'more'), `[filter "mine"]\n\tclean = ${canary.program}\n`)
    const own = join(home, '.gitconfig')
    writeFileSync(own, `${readFileSync(own, 'utf8')}[include]\n\tpath = more\n`)
    repo.write('.gitattributes', '*.txt filter=mine\n')
    touchLater(repo, 'a.txt')
    await succeed('git_status', { repo_path })
    repo.write('a.txt', 'changed')
    expect((await call('git_add', { repo_path, files: ['a.txt'] })).text).toContain('go through the filter')
    expect(canary.sang()).toBe(false)
  })

  test('environment variables of the service', async () => {
    const git = await hostile()
    const { repo, repo_path, canary, outside } = git
    for (const [key, value] of Object.entries({
      GIT_EXTERNAL_DIFF: canary.program,
      GIT_SSH_COMMAND: canary.program,
      GIT_EDITOR: canary.program,
      GIT_PAGER: canary.program,
      GIT_DIR: outside,
      GIT_WORK_TREE: outside,
      GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${canary.program}'`,
      GIT_TRACE: join(outside, 'song'),
      LD_PRELOAD: join(outside, 'evil.so'),
      GIT_EXEC_PATH: outside,
      GIT_TEMPLATE_DIR: outside,
    }))
      vi.stubEnv(key, value)
    touchLater(repo, 'a.txt')
    repo.write('c.txt', 'c')
    expect(await useEverything(git, repo_path)).toEqual([])
    expect(canary.sang()).toBe(false)
  })

  test('a program called git in the repository', async () => {
    const git = await hostile()
    const { repo, repo_path, canary } = git
    symlinkAs(repo, 'git', canary.program)
    vi.stubEnv('PATH', `.::${process.env['PATH']}:`)
    expect(await useEverything(git, repo_path)).toEqual([])
    expect(canary.sang()).toBe(false)
  })

  test('G6 the missing objects of a partial clone are fetched by no program', async () => {
    const git = await hostile()
    const { repo, repo_path, canary, call } = git
    repo.git('config', 'remote.origin.url', `ext::${canary.program} %S`)
    repo.git('config', 'remote.origin.uploadpack', canary.program)
    repo.git('config', 'remote.origin.promisor', 'true')
    repo.git('config', 'extensions.partialClone', 'origin')
    repo.git('config', 'core.repositoryFormatVersion', '1')
    repo.git('config', 'protocol.ext.allow', 'always')
    const blob = repo.git('rev-parse', 'HEAD:a.txt')
    rmSync(join(repo.path, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    const env = { ...process.env, GIT_ALLOW_PROTOCOL: 'ext' }
    expect(() =>
      execFileSync('git', ['cat-file', 'blob', blob], {
        cwd: repo.path,
        env,
        stdio: 'pipe',
        timeout: 10_000,
      }),
    ).toThrow()
    expect(canary.sang(), 'the trap works with plain git').toBe(true)
    canary.forget()
    expect(await call('git_show', { repo_path, revision: blob })).toMatchObject({ isError: true })
    expect(await call('git_show', { repo_path, revision: 'HEAD~1' })).toMatchObject({ isError: true })
    await call('git_diff', { repo_path, target: 'HEAD~1' })
    expect(canary.sang()).toBe(false)
  })

  test('G12 a submodule whose URL is an option is left alone', async () => {
    const git = await hostile()
    const { repo, repo_path, succeed } = git
    addSubmodule(repo, 'sub')
    repo.write('sub/file', 'changed')
    repo.write('sub/new', 'new')
    repo.write('c.txt', 'c')
    expect((await succeed('git_status', { repo_path })).structured).toMatchObject({
      untracked: ['c.txt'],
      unstaged: [],
    })
    expect((await succeed('git_add', { repo_path, files: ['.'] })).structured).toEqual({
      staged: ['c.txt'],
      skipped: [],
    })
    await succeed('git_commit', { repo_path, message: 'x' })
    await succeed('git_checkout', { repo_path, branch_name: 'other' })
    await succeed('git_checkout', { repo_path, branch_name: 'main' })
    expect(readFileSync(join(repo.path, 'sub/file'), 'utf8')).toBe('changed')
  })
})
