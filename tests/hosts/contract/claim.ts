import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Hosts } from '../use-hosts'

/** Who owns the data directory. */
export function claimContract({ start }: Hosts): void {
  const instance = { pid: 1, host: 'headless', dashboardPort: 4350, startedAt: 1 }

  test('one process owns the data directory; another is told who does', async () => {
    const [first, second] = [await start(), await start()]
    expect(await first.call('claim')).toMatchObject({ kind: 'owner' })
    expect(await second.call('claim')).toEqual({ kind: 'taken', by: null })
    await first.call('announce', instance)
    expect(await second.call('claim')).toEqual({ kind: 'taken', by: instance })
    await first.call('release')
    expect(await second.call('claim')).toMatchObject({ kind: 'owner' })
  })

  test('kill -9 of the owner frees the directory at once', async () => {
    const first = await start()
    expect(await first.call('claim')).toMatchObject({ kind: 'owner' })
    await first.call('announce', instance)
    const ended = once(first.process, 'exit')
    first.process.kill('SIGKILL')
    await ended
    const second = await start()
    expect(await second.call('claim')).toMatchObject({ kind: 'owner' })
  })
}
