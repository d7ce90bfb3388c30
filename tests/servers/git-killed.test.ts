import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { TestRepository } from '../support/served-git'
import { ServiceChild } from '../support/service-child'
import { temporaryDirectory } from '../support/temporary-directory'

let built: BuiltService
beforeAll(async () => void (built = await buildService()))
afterAll(() => {
  built.remove()
  vi.unstubAllEnvs()
})

/** The git processes of a service that run a command. Linux tells a process's children, and what they were called with. */
function gitChildren(pid: number, command: string): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
  return children.filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0').includes(command)
    } catch {
      return false
    }
  })
}

async function startService(dataDir: string): Promise<{
  child: ServiceChild
  call: (name: string, args: object) => Promise<{ isError?: unknown; text: string }>
}> {
  const child = new ServiceChild(built.entry)
  await child.start('git', dataDir)
  const client = await child.client()
  const call = async (name: string, args: object) => {
    const { isError, content } = await client.callTool({ name, arguments: { ...args } })
    return { isError, text: (content as { text: string }[])[0]?.text ?? '' }
  }
  return { child, call }
}

test.runIf(process.platform === 'linux')(
  'kill -9 of service and git in the middle of a commit leaves a whole repository',
  async () => {
    const root = temporaryDirectory()
    const [dataDir, home] = [join(root, 'data'), join(root, 'home')] as const
    mkdirSync(home)
    writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Ann\n\temail = ann@example.org\n')
    vi.stubEnv('HOME', home)
    const repo = new TestRepository(join(dataDir, 'repositories/project'), home)
    const repo_path = repo.path
    repo.commit({ first: 'first' })
    for (let n = 0; n < 800; n++) repo.write(`files/${n % 50}/${n}`, `${n}`)
    repo.git('add', '.')

    let killed = 0
    for (let round = 0; round < 3; round++) {
      const { child, call } = await startService(dataDir)
      repo.write('round', `${round}`)
      repo.git('add', 'round')
      const pid = child.process.pid as number
      const committing = call('git_commit', { repo_path, message: `Round ${round}` }).then(
        () => true,
        () => false,
      )
      let commit: number[] = []
      const ended = committing.then(() => true)
      while (commit.length === 0 && !(await Promise.race([ended, setImmediate(false)])))
        commit = gitChildren(pid, 'commit')
      for (let turn = 0; turn < round * 20; turn++) await setImmediate()
      for (const one of commit)
        if (gitChildren(pid, 'commit').includes(one)) killed += process.kill(one, 'SIGKILL') ? 1 : 0
      await child.kill()
      expect(repo.git('fsck', '--strict', '--no-dangling')).toBe('')

      const lock = join(repo.path, '.git/index.lock')
      if (existsSync(lock)) {
        const again = await startService(dataDir)
        const refused = await again.call('git_add', { repo_path, files: ['.'] })
        expect(refused).toMatchObject({
          text: expect.stringMatching(/Nothing has changed|one was killed there and left its lock/),
        })
        await again.child.kill()
        rmSync(lock)
      }
      rmSync(join(repo.path, '.git/HEAD.lock'), { force: true })
      rmSync(join(repo.path, '.git/refs/heads/main.lock'), { force: true })
    }
    expect(killed).toBeGreaterThan(0)

    const { child, call } = await startService(dataDir)
    repo.write('last', 'last')
    await call('git_add', { repo_path, files: ['last'] })
    expect(await call('git_commit', { repo_path, message: 'Last' })).toMatchObject({
      text: expect.stringContaining('committed'),
    })
    expect(repo.git('status', '--porcelain')).toBe('')
    expect(repo.git('fsck', '--strict')).toBe('')
    await child.kill()
  },
)
