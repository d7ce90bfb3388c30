import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { bubblewrap, findIsolation, unshare } from './isolation'

const saves = `trap 'echo saved; exit 7' TERM; echo ready; while :; do sleep 0.05; done`

describe.skipIf(process.platform !== 'linux')('what keeps a server together', () => {
  test.each([
    ['bubblewrap', bubblewrap()],
    ['unshare', unshare()],
  ])('%s, where it is there and works, lets the server hear that it shall stop', async (_kind, isolation) => {
    if (!isolation || (await works(isolation.prefix('/'))) !== 0) return
    const [program, ...args] = [...isolation.prefix('/'), '/bin/sh', '-c', saves]
    const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    await once(child.stdout, 'data')
    process.kill(-(child.pid ?? 0), 'SIGTERM')
    expect((await ended)[0]).toBe(7)
    expect(said).toBe('ready\nsaved\n')
  })

  test('one that works is found', async () => {
    expect(await works((await findIsolation()).prefix('/'))).toBe(0)
  })
})

async function works(prefix: readonly string[]): Promise<unknown> {
  const [program, ...args] = [...prefix, '/bin/true']
  const child = spawn(program, args, { stdio: 'ignore' })
  return (await once(child, 'exit').catch(() => [null]))[0]
}
