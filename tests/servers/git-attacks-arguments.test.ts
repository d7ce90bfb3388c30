import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hostile } from '../support/hostile-repository'

afterEach(() => void vi.unstubAllEnvs())

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
