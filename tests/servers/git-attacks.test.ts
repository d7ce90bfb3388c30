import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { serveGit, TestRepository, type ServedGit } from '../support/served-git'

afterEach(() => void vi.unstubAllEnvs())

/** A program that proves that it ran by making a file. */
interface Canary {
  program: string
  sang: () => boolean
  forget: () => void
}

function canaryIn({ outside }: ServedGit): Canary {
  const program = join(outside, 'canary.sh')
  const song = join(outside, 'song')
  writeFileSync(program, `#!/bin/sh\ntouch '${song}'\ncase "$1" in git-*) exit 1 ;; esac\ncat\n`)
  chmodSync(program, 0o755)
  return { program, sang: () => existsSync(song), forget: () => rmSync(song, { force: true }) }
}

/** A file that looks changed, so that git reads it again. */
function touchLater(repo: TestRepository, path: string): void {
  const later = new Date(Date.now() + 5_000)
  utimesSync(join(repo.path, path), later, later)
}

async function hostile(): Promise<ServedGit & { repo: TestRepository; repo_path: string; canary: Canary }> {
  const git = await serveGit()
  const repo = git.repository()
  repo.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n' })
  repo.git('branch', 'other')
  repo.commit({ 'b.txt': 'changed\n' })
  return { ...git, repo, repo_path: repo.path, canary: canaryIn(git) }
}

/** Every tool, in ways that make git read, compare, write and switch. @returns what failed */
async function useEverything({ call }: ServedGit, repo_path: string): Promise<string[]> {
  const calls: [string, Record<string, unknown>][] = [
    ['git_status', {}],
    ['git_diff_unstaged', {}],
    ['git_diff', { target: 'HEAD~1' }],
    ['git_log', { max_count: 5 }],
    ['git_show', { revision: 'HEAD' }],
    ['git_show', { revision: 'HEAD:a.txt' }],
    ['git_branch', { branch_type: 'all' }],
    ['git_add', { files: ['a.txt'] }],
    ['git_add', { files: ['.'] }],
    ['git_diff_staged', {}],
    ['git_reset', {}],
    ['git_add', { files: ['.'] }],
    ['git_commit', { message: 'all' }],
    ['git_create_branch', { branch_name: 'made' }],
    ['git_checkout', { branch_name: 'other' }],
    ['git_checkout', { branch_name: 'made' }],
    ['git_status', {}],
  ]
  const failed: string[] = []
  for (const [name, args] of calls) {
    const answer = await call(name, { repo_path, ...args })
    if (answer.isError) failed.push(`${name}: ${answer.text}`)
  }
  return failed
}

/** Options that every text of a call is tried with: none may act as one. */
const options = (outside: string): Record<string, string> => ({
  'G1 --output': `--output=${outside}/written`,
  'G2 --upload-pack': `--upload-pack=touch ${outside}/written`,
  'G3 --format': '--format=%H%n%an',
  'G5 -c': `-ccore.sshCommand=touch ${outside}/written`,
  'G6 ext::': `ext::sh -c touch% ${outside}/written`,
  'G7 --exec': `--exec=touch ${outside}/written`,
})

describe('attacks by argument', () => {
  test.each(['G1 --output', 'G2 --upload-pack', 'G3 --format', 'G5 -c', 'G6 ext::', 'G7 --exec'])(
    '%s is no option in any argument',
    async (name) => {
      const git = await hostile()
      const { repo, repo_path, call, outside } = git
      const option = options(outside)[name] as string
      const before = repo.git('for-each-ref')
      for (const [tool, args] of [
        ['git_diff', { target: option }],
        ['git_diff', { target: `HEAD..${option}` }],
        ['git_show', { revision: option }],
        ['git_log', { revision: option }],
        ['git_checkout', { branch_name: option }],
        ['git_create_branch', { branch_name: option }],
        ['git_create_branch', { branch_name: 'fine', base_branch: option }],
        ['git_branch', { contains: option }],
        ['git_branch', { not_contains: option }],
        ['git_log', { start_timestamp: option }],
        ['git_log', { end_timestamp: option }],
        ['git_add', { files: [option] }],
        ['git_status', { repo_path: option }],
      ] as const)
        expect(await call(tool, { repo_path, ...args }), `${tool} ${JSON.stringify(args)}`).toMatchObject({
          isError: true,
        })
      expect((await call('git_diff_unstaged', { repo_path, paths: [option] })).structured['diff']).toBe('')
      expect((await call('git_commit', { repo_path, message: option })).isError).toBe(true)
      expect(existsSync(join(outside, 'written'))).toBe(false)
      expect(repo.git('for-each-ref')).toBe(before)
      expect(repo.git('status', '--porcelain')).toBe('')
    },
  )

  test('G4 a branch whose name is an option is a branch', async () => {
    const { repo, repo_path, call, succeed } = await hostile()
    const name = '--output=written'
    writeFileSync(join(repo.path, '.git/refs/heads', name), `${repo.git('rev-parse', 'HEAD~1')}\n`)
    expect((await succeed('git_branch', { repo_path })).text).toContain(`  ${name}`)
    expect((await call('git_diff', { repo_path, target: name })).text).toContain(`refs/heads/${name}`)
    const shown = await succeed('git_diff', { repo_path, target: `refs/heads/${name}` })
    expect(shown.structured['diff']).toContain('+changed')
    expect(
      (await succeed('git_log', { repo_path, revision: `refs/heads/${name}` })).structured['commits'],
    ).toHaveLength(1)
    expect(existsSync(join(repo.path, 'written'))).toBe(false)
  })

  test('G8 since=--output and other moments that are none', async () => {
    const { repo_path, call, outside } = await hostile()
    const moments = [
      `--output=${outside}/w`,
      `yesterday --output=${outside}/w`,
      '1 day ago\n--all',
      '$(touch w)',
      '',
      ' ',
      '-1',
      '2026-13-45',
    ]
    for (const start_timestamp of moments.filter((moment) => moment !== ''))
      expect(await call('git_log', { repo_path, start_timestamp }), start_timestamp).toMatchObject({
        isError: true,
      })
    expect(existsSync(join(outside, 'w'))).toBe(false)
  })

  test('G9 add stays in the repository', async () => {
    const { repo, repo_path, call, outside, folder } = await hostile()
    writeFileSync(join(outside, 'secret'), 'secret')
    writeFileSync(join(folder, 'beside'), 'beside')
    symlinkSync(outside, join(repo.path, 'link'))
    const files = [
      '../../../.kube/config',
      '../beside',
      'x/../../beside',
      join(outside, 'secret'),
      'link/secret',
      '.git/config',
      './.GIT/config',
      '..',
      '/',
      '',
    ]
    for (const file of files) {
      const answer = await call('git_add', { repo_path, files: [file] })
      expect(answer, file).toMatchObject({ isError: true })
      expect(repo.git('diff', '--cached', '--name-only'), file).toBe('')
    }
  })

  test.each(['git_diff_unstaged', 'git_diff_staged', 'git_diff'])(
    '%s compares no file outside with one inside',
    async (tool) => {
      const { repo, repo_path, call, succeed, outside } = await hostile()
      const secret = join(outside, 'secret')
      writeFileSync(secret, 'secret\n')
      // Long enough to be cut off: git is then ended while it writes.
      repo.write('long', 'padding\n'.repeat(200_000))
      const target = tool === 'git_diff' ? { target: 'HEAD~1' } : {}
      for (const paths of [
        [secret, 'long'],
        ['long', secret],
        ['../../outside/secret', '/dev/null'],
        [secret, '/dev/null', 'long'],
        ['.git/config', 'long'],
      ]) {
        const answer = await call(tool, { repo_path, paths, ...target })
        expect(answer, paths.join(' ')).toMatchObject({ isError: true })
        expect(answer.text).toMatch(/is no path inside the repository|is git's own/)
      }
      repo.write('a.txt', 'A\n')
      repo.write('b.txt', 'B\n')
      if (tool === 'git_diff_staged') repo.git('add', 'a.txt', 'b.txt')
      const both = await succeed(tool, { repo_path, paths: ['a.txt', join(repo.path, 'b.txt')], ...target })
      expect((both.structured['diff'] as string).match(/^diff --git/gm)).toHaveLength(2)
    },
  )

  test('G10 init, and every other tool, outside of the folders', async () => {
    const { call, outside, home, folder, repository } = await hostile()
    mkdirSync(join(home, '.ssh'))
    symlinkSync(outside, join(folder, 'way-out'))
    vi.stubEnv('HOME', home)
    for (const repo_path of [
      '~/.ssh',
      join(home, '.ssh'),
      outside,
      join(folder, '../outside/x'),
      join(folder, 'way-out'),
      join(folder, 'way-out/x'),
      '/',
      `${folder}-evil`,
      folder + '\0',
    ])
      expect(await call('git_init', { repo_path }), repo_path).toMatchObject({ isError: true })
    expect(existsSync(join(home, '.ssh/.git'))).toBe(false)
    expect(existsSync(join(outside, '.git'))).toBe(false)

    const inside = repository('moved')
    inside.commit({ secret: 'secret' })
    renameSync(inside.path, join(outside, 'moved'))
    for (const repo_path of [
      join(outside, 'moved'),
      join(folder, 'way-out/moved'),
      join(folder, '../outside/moved'),
    ])
      expect(await call('git_log', { repo_path }), repo_path).toMatchObject({ isError: true })
  })
})

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
