import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serveGit, type ServedGit, type TestRepository } from '../support/served-git'

const SECRET = 'pa$$word'

interface Tempting extends ServedGit {
  repo: TestRepository
  repo_path: string
  /** Outside of the folders; its second line is the secret. */
  secret: string
}

async function tempting(text = `one\n${SECRET}\n`): Promise<Tempting> {
  const git = await serveGit()
  const repo = git.repository()
  repo.commit({ 'a.txt': 'a\n' })
  repo.git('branch', 'other')
  const secret = join(git.outside, 'secret')
  writeFileSync(secret, text)
  return { ...git, repo, repo_path: repo.path, secret }
}

function link(repo: TestRepository, path: string, target: string): void {
  const place = join(repo.path, path)
  rmSync(place, { recursive: true, force: true })
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(target, place)
}

describe('links in the git directory', () => {
  test('a linked working tree whose place is told by a file outside', async () => {
    const { repo, repo_path, call, secret } = await tempting()
    repo.write('.git/worktrees/w/HEAD', 'ref: refs/heads/other\n')
    repo.write('.git/worktrees/w/commondir', '../..\n')
    link(repo, '.git/worktrees/w/gitdir', secret)
    expect(() => repo.git('checkout', 'other'), 'git itself tells').toThrow(SECRET)
    const { text, isError } = await call('git_checkout', { repo_path, branch_name: 'other' })
    expect(isError).toBe(true)
    expect(text).toContain('worktrees/w/gitdir is a symbolic link')
  })

  test('whatever else git opens by name is refused', async () => {
    const { repo, repo_path, call, secret } = await tempting()
    for (const name of [
      'worktrees/w',
      'worktrees/w/HEAD',
      'worktrees/w/refs/bisect/bad',
      'worktrees/w/logs/HEAD',
      'worktrees/w/config.worktree',
      'worktrees/w/what-a-later-git-brings/file',
      'branches/origin',
      'remotes/origin',
      'rr-cache/id/preimage',
      'info/attributes',
      'info/exclude',
      'info/sparse-checkout',
      'rebase-merge/done',
      'rebase-apply/next',
      'sequencer/todo',
      'logs/refs/heads/new',
      'objects/info/commit-graphs/commit-graph-chain',
      'what-a-later-git-brings/file',
      'MERGE_MSG',
      'COMMIT_EDITMSG',
      'packed-refs',
      'shallow',
      'sharedindex.0',
      'config.worktree',
    ]) {
      link(repo, `.git/${name}`, secret)
      const answer = await call('git_status', { repo_path })
      expect(answer, name).toMatchObject({ isError: true, text: expect.stringContaining('symbolic link') })
      rmSync(join(repo.path, '.git', name))
    }
    expect((await call('git_status', { repo_path })).isError).toBe(false)
  })

  test('what git does not open may be links: hooks, submodules, the data of other programs', async () => {
    const { repo, repo_path, succeed, outside } = await tempting()
    for (const name of ['hooks/pre-commit', 'modules/sub/HEAD', 'lfs/objects/x'])
      link(repo, `.git/${name}`, outside)
    await succeed('git_status', { repo_path })
    // As git and git-annex leave them in the data of a linked working tree.
    repo.git('worktree', 'add', '--quiet', '../linked', 'other')
    mkdirSync(join(repo.path, '.git/annex'))
    link(repo, '.git/worktrees/linked/annex', '../../annex')
    link(repo, '.git/worktrees/linked/modules/sub/hooks/pre-commit', outside)
    for (const path of [repo_path, join(repo_path, '../linked')])
      await succeed('git_status', { repo_path: path })
  })

  test('a bare repository with its working trees inside is used, whatever these link to', async () => {
    const { repo, home, call, succeed, folder, outside, secret } = await tempting()
    const bare = join(folder, 'p.git')
    repo.git('clone', '--quiet', '--bare', repo.path, bare)
    for (const [tree, branch] of [
      ['main', 'main'],
      ['feature/login', 'other'],
    ] as const) {
      repo.git('-C', bare, 'worktree', 'add', '--quiet', tree, branch)
      mkdirSync(join(bare, tree, 'node_modules/.bin'), { recursive: true })
      symlinkSync(outside, join(bare, tree, 'node_modules/.bin/x'))
      symlinkSync(secret, join(bare, tree, 'HEAD'))
    }
    for (const [tree, branch] of [
      ['main', 'main'],
      ['feature/login', 'other'],
    ] as const) {
      const repo_path = join(bare, tree)
      expect((await succeed('git_status', { repo_path })).structured).toMatchObject({ branch })
      writeFileSync(join(repo_path, 'new.txt'), 'new')
      await succeed('git_add', { repo_path, files: ['new.txt'] })
      await succeed('git_commit', { repo_path, message: 'New' })
    }
    expect(repo.git('-C', bare, 'log', '--format=%s', '-1', 'other')).toBe('New')

    // The same beside them, or where git looks itself, is no working tree.
    const main = { repo_path: join(bare, 'main') }
    for (const place of ['refs/heads', 'info', 'logs', 'worktrees/main/refs', 'other', 'main-2']) {
      mkdirSync(join(bare, place), { recursive: true })
      const back = place.startsWith('main') ? join(home, 'x') : join(bare, 'worktrees/main')
      writeFileSync(join(bare, place, '.git'), `gitdir: ${back}\n`)
      symlinkSync(secret, join(bare, place, 'x'))
      const { isError, text } = await call('git_status', main)
      if (place === 'other') expect(isError, 'it says that it is one').toBe(false)
      else
        expect({ place, isError, text }).toMatchObject({
          isError: true,
          text: expect.stringContaining('/x is a symbolic link'),
        })
      rmSync(join(bare, place, 'x'))
      rmSync(join(bare, place, '.git'))
    }
  })

  test('refs of a submodule that are a file outside are not quoted', async () => {
    const { repo, repo_path, call, secret } = await tempting()
    repo.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`)
    repo.write('sub/.git/HEAD', 'ref: refs/heads/x\n')
    for (const name of ['objects', 'refs']) mkdirSync(join(repo.path, 'sub/.git', name))
    link(repo, 'sub/.git/packed-refs', secret)
    expect(() => repo.git('status'), 'git itself tells').toThrow(SECRET)
    expect((await call('git_status', { repo_path })).text).toContain(
      'unexpected line in sub/.git/packed-refs.',
    )
    for (const [tool, args] of [
      ['git_diff_unstaged', {}],
      ['git_diff', { target: 'HEAD' }],
      ['git_add', { files: ['.'] }],
      ['git_commit', { message: 'x' }],
      ['git_checkout', { branch_name: 'other' }],
      ['git_reset', {}],
    ] as const)
      expect(JSON.stringify(await call(tool, { repo_path, ...args })), tool).not.toContain(SECRET)
  })
})

describe('files that a configuration names', () => {
  /** A file that git converts and says so, with what else is on its mind. */
  function convertLineEnds(repo: TestRepository): void {
    repo.git('config', 'core.autocrlf', 'input')
    repo.git('config', 'core.safecrlf', 'true')
    repo.write('c.txt', 'c\r\n')
  }

  test("of the repository's own: one outside is refused", async () => {
    const { repo, repo_path, call, secret, outside } = await tempting(`x ${SECRET}!\n`)
    convertLineEnds(repo)
    repo.git('config', 'core.attributesFile', secret)
    expect(() => repo.git('add', 'c.txt'), 'git itself tells').toThrow(SECRET)
    for (const key of ['core.attributesFile', 'core.excludesFile']) {
      repo.git('config', key, secret)
      for (const [tool, args] of [
        ['git_add', { files: ['c.txt'] }],
        ['git_status', {}],
      ] as const) {
        const { text, isError } = await call(tool, { repo_path, ...args })
        expect({ isError, text }).toMatchObject({ isError: true })
        expect(text).toContain(`names a file of rules ("${key.toLowerCase()}")`)
      }
      repo.git('config', '--unset', key)
    }
    repo.git('config', 'extensions.refStorage', `files://${outside}`)
    expect((await call('git_status', { repo_path })).text).toContain('keeps its branches in another place')
  })

  test("of the repository's own: one inside of the folders is obeyed, and what is not there is none", async () => {
    const { repo, repo_path, call, succeed, folder, home, secret } = await tempting('*\n')
    const untracked = async () => (await succeed('git_status', { repo_path })).structured['untracked']
    for (const name of ['one.log', 'two.tmp']) repo.write(name, 'x')
    for (const [path, place] of [
      ['rules/ignored', join(repo_path, 'rules/ignored')],
      ['../shared-rules', join(folder, 'shared-rules')],
      [join(folder, 'other-rules'), join(folder, 'other-rules')],
    ] as const) {
      mkdirSync(dirname(place), { recursive: true })
      repo.git('config', 'core.excludesFile', path)
      expect(await untracked(), path).toEqual(['one.log', 'two.tmp'])
      writeFileSync(place, '*.log\nrules\n')
      expect(await untracked(), path).toEqual(['two.tmp'])
      rmSync(place)
      symlinkSync(secret, place)
      expect(await call('git_status', { repo_path }), path).toMatchObject({
        isError: true,
        text: expect.stringContaining('names a file of rules ("core.excludesfile")'),
      })
      rmSync(place)
    }
    rmSync(join(repo_path, 'rules'), { recursive: true })
    // What git would look up elsewhere.
    writeFileSync(join(home, 'rules'), '*\n')
    for (const path of ['', '~root/rules', '%(prefix)/rules']) {
      repo.git('config', 'core.excludesFile', path)
      expect(await untracked(), path).toEqual(['one.log', 'two.tmp'])
    }
    repo.git('config', 'core.excludesFile', '~/rules')
    expect((await call('git_status', { repo_path })).isError).toBe(true)
    repo.git('config', '--unset', 'core.excludesFile')

    repo.write('rules', '*.tmp text eol=crlf\n')
    repo.git('config', 'core.attributesFile', 'rules')
    repo.write('two.tmp', 'one\r\n')
    await succeed('git_add', { repo_path, files: ['two.tmp'] })
    expect(repo.git('cat-file', '-s', ':two.tmp')).toBe('4')
  })

  test("of the person's own: it is obeyed, and never quoted", async () => {
    const { repo, repo_path, call, secret, home } = await tempting(`x ${SECRET}!\n`)
    convertLineEnds(repo)
    repo.git('config', '--file', join(home, '.gitconfig'), 'core.attributesFile', secret)
    const { text, isError } = await call('git_add', { repo_path, files: ['c.txt'] })
    expect(isError).toBe(true)
    expect(text).toContain('A file of attributes has a line that is none.')
    expect(text).not.toContain(SECRET)
  })

  test('the order of files is not taken from one', async () => {
    const { repo, repo_path, succeed, secret } = await tempting('b.txt\na.txt\n')
    repo.git('config', 'diff.orderFile', secret)
    repo.commit({ 'a.txt': 'x', 'b.txt': 'x' })
    const names = (diff: unknown): unknown => String(diff).match(/^diff --git a\/\S+/gm)
    expect(names(repo.git('show'))).toEqual(['diff --git a/b.txt', 'diff --git a/a.txt'])
    const { structured } = await succeed('git_show', { repo_path, revision: 'HEAD' })
    expect(names(structured['content'])).toEqual(['diff --git a/a.txt', 'diff --git a/b.txt'])
  })
})
