import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hostile } from '../support/hostile-repository'
import { serveGit, TestRepository } from '../support/served-git'

afterEach(() => void vi.unstubAllEnvs())

describe('a repository that is not all in the allowed folders', () => {
  const secret = async () => {
    const git = await hostile()
    const inside = git.repository('secret')
    const commit = inside.commit({ secret: 'secret' })
    renameSync(inside.path, join(git.outside, 'secret'))
    return { ...git, commit, gitDir: join(git.outside, 'secret/.git') }
  }

  test.each<[string, (repo: TestRepository, gitDir: string) => void]>([
    ['a .git file', (repo, gitDir) => replaceGitDir(repo, () => repo.write('.git', `gitdir: ${gitDir}\n`))],
    [
      'a .git link',
      (repo, gitDir) => replaceGitDir(repo, () => symlinkSync(gitDir, join(repo.path, '.git'))),
    ],
    ['a commondir', (repo, gitDir) => repo.write('.git/commondir', `${gitDir}\n`)],
    ['alternates', (repo, gitDir) => repo.write('.git/objects/info/alternates', `${gitDir}/objects\n`)],
    ['alternates of alternates', chainOfAlternates],
    ['alternates in C quotes', quotedAlternates],
    ['alternates six deep', deepAlternates],
    ['alternates relative to where the objects really are', relativeAlternates],
    ['a commondir that ends in a blank', commonDirWithBlank],
    [
      'a loose object that is a link',
      (repo, gitDir) => {
        replace(repo, '.git/objects/fe/dcba', join(gitDir, 'HEAD'))
      },
    ],
    [
      'a link in a directory of refs that is a link',
      (repo, gitDir) => {
        mkdirSync(join(repo.path, 'refs'))
        symlinkSync(gitDir, join(repo.path, 'refs/out'))
        replace(repo, '.git/refs/heads/deep', join(repo.path, 'refs'))
      },
    ],
    [
      'an object directory that is a link',
      (repo, gitDir) => replace(repo, '.git/objects/pack', join(gitDir, 'objects/pack')),
    ],
    [
      'a configuration that is a link',
      (repo, gitDir) => replace(repo, '.git/config', join(gitDir, 'config')),
    ],
    ['an index that is a link', (repo, gitDir) => replace(repo, '.git/index', join(gitDir, 'index'))],
    ['a log that is a link', (repo, gitDir) => replace(repo, '.git/logs/HEAD', join(gitDir, 'new'))],
    ['refs that are a link', (repo, gitDir) => replace(repo, '.git/refs/heads/deep', join(gitDir, 'refs'))],
  ])('%s leads out: refused', async (_, lead) => {
    const git = await secret()
    const { repo, repo_path, call, commit, gitDir } = git
    lead(repo, gitDir)
    for (const [tool, args] of [
      ['git_status', {}],
      ['git_show', { revision: commit }],
      ['git_add', { files: ['a.txt'] }],
      ['git_commit', { message: 'x' }],
    ] as const) {
      const answer = await call(tool, { repo_path, ...args })
      expect(answer, tool).toMatchObject({ isError: true })
      expect(answer.text).toMatch(/allowed (folders|directories)/)
    }
    expect(existsSync(join(gitDir, 'new'))).toBe(false)
  })

  test('a chain of alternates inside that git itself would not follow to its end is refused', async () => {
    const { repo, repo_path, call, succeed } = await hostile()
    deepAlternates(repo, join(repo.path, 'end'))
    mkdirSync(join(repo.path, 'end/objects'), { recursive: true })
    await succeed('git_status', { repo_path })
    repo.write('end/objects/info/alternates', `${join(repo.path, '.git/objects')}\n`)
    expect((await call('git_status', { repo_path })).text).toContain('allowed folders')
    rmSync(join(repo.path, 'end/objects/info'), { recursive: true })
    // A circle has no end, and is none of git's worries.
    repo.write('s2/info/alternates', `${join(repo.path, 's1')}\n`)
    await succeed('git_status', { repo_path })
  })

  test('a configuration in the working tree, where a checkout changes it, is refused', async () => {
    const { repo, repo_path, call } = await hostile()
    renameSync(join(repo.path, '.git/config'), join(repo.path, 'config'))
    symlinkSync('../config', join(repo.path, '.git/config'))
    expect((await call('git_status', { repo_path })).text).toContain('is a symbolic link')
  })

  test('a submodule whose .git leads out tells nothing of there', async () => {
    const { repo, repo_path, succeed, commit, gitDir } = await secret()
    const known = '1'.repeat(40)
    repo.git('update-index', '--add', '--cacheinfo', `160000,${known},sub`)
    repo.write('sub/.git', `gitdir: ${gitDir}\n`)
    expect(repo.git('diff'), 'git itself tells').toContain(commit)
    for (const [tool, args] of [
      ['git_diff_unstaged', {}],
      ['git_diff_unstaged', { paths: ['sub'] }],
      ['git_diff', { target: 'HEAD' }],
      ['git_status', {}],
      ['git_diff_staged', {}],
    ] as const) {
      const answer = await succeed(tool, { repo_path, ...args })
      expect(JSON.stringify(answer), tool).not.toContain(commit)
      if (tool === 'git_status') expect(answer.structured['unstaged']).toEqual([])
    }
    // What this repository itself says of it is shown.
    expect((await succeed('git_diff_staged', { repo_path })).text).toContain(`+Subproject commit ${known}`)
  })

  test('core.worktree elsewhere is not obeyed', async () => {
    const { repo, repo_path, outside, succeed } = await hostile()
    writeFileSync(join(outside, 'secret'), 'secret')
    repo.git('config', 'core.worktree', outside)
    expect((await succeed('git_status', { repo_path })).structured).toMatchObject({ clean: true })
  })

  test('a folder inside a repository that is not allowed', async () => {
    const { home, outside } = await serveGit()
    const repo = new TestRepository(join(outside, 'whole'), home)
    repo.commit({ 'part/a': 'a' })
    const { call } = await serveGit({ folders: [join(repo.path, 'part')] })
    expect((await call('git_status', { repo_path: join(repo.path, 'part') })).text).toContain(
      'no git repository',
    )
  })
})

function replaceGitDir(repo: TestRepository, make: () => void): void {
  rmSync(join(repo.path, '.git'), { recursive: true })
  make()
}

function replace(repo: TestRepository, path: string, target: string): void {
  rmSync(join(repo.path, path), { recursive: true, force: true })
  mkdirSync(dirname(join(repo.path, path)), { recursive: true })
  symlinkSync(target, join(repo.path, path))
}

function chainOfAlternates(repo: TestRepository, gitDir: string): void {
  repo.git('init', '--quiet', 'middle')
  repo.write('middle/.git/objects/info/alternates', `${gitDir}/objects\n`)
  repo.write('.git/objects/info/alternates', '../../middle/.git/objects\n')
}

/** Git reads the quoted name; whoever does not finds a directory of just that name, inside. */
function quotedAlternates(repo: TestRepository, gitDir: string): void {
  const line = `"${join(gitDir, 'objects').replaceAll('/', '\\057')}"`
  mkdirSync(join(repo.path, '.git/objects', line))
  repo.write('.git/objects/info/alternates', `${line}\n`)
}

function deepAlternates(repo: TestRepository, gitDir: string): void {
  let store = '.git/objects'
  for (const name of ['s1', 's2', 's3', 's4', 's5']) {
    mkdirSync(join(repo.path, name))
    repo.write(`${store}/info/alternates`, `${join(repo.path, name)}\n`)
    store = name
  }
  repo.write(`${store}/info/alternates`, `${gitDir}/objects\n`)
}

function relativeAlternates(repo: TestRepository, gitDir: string): void {
  renameSync(join(repo.path, '.git/objects'), join(repo.path, '../store'))
  symlinkSync('../../store', join(repo.path, '.git/objects'))
  const line = '../../outside/secret/.git/objects'
  expect(join(repo.path, '../store', line)).toBe(join(gitDir, 'objects'))
  mkdirSync(join(repo.path, '.git/objects', 'info'), { recursive: true })
  mkdirSync(join(repo.path, 'outside/secret/.git/objects'), { recursive: true })
  repo.write('.git/objects/info/alternates', `${line}\n`)
}

/** Git takes the blank as part of the name; whoever does not finds another repository, inside. */
function commonDirWithBlank(repo: TestRepository, gitDir: string): void {
  symlinkSync(gitDir, join(repo.path, 'common '))
  repo.git('init', '--quiet', '--bare', 'common')
  repo.write('.git/commondir', '../common \n')
}
