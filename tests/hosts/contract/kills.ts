import { once } from 'node:events'
import { expect, test } from 'vitest'
import { processesNaming } from '../../support/processes'
import { order } from '../order'
import type { Hosts } from '../use-hosts'

/** How children are killed, one by one and all with their host. */
export function killContract({ start, context }: Hosts): void {
  test('signals end a child and are named, ours and foreign ones', async () => {
    const host = await start()
    const [asked, stubborn, foreign, crashed] = await Promise.all([1, 2, 3, 4].map(() => host.spawn({})))
    if (!asked || !stubborn || !foreign || !crashed) throw new Error('not spawned')
    for (const child of [asked, stubborn, foreign]) {
      await order(child, 'echo', 'up')
      expect(await child.message()).toBe('up')
    }
    await asked.kill('SIGTERM')
    expect(await asked.exit()).toEqual({ kind: 'signaled', signal: 'SIGTERM' })
    await order(stubborn, 'ignoreTerm')
    expect(await stubborn.message()).toBe('ignoring')
    await stubborn.kill('SIGTERM')
    await order(stubborn, 'echo', 'still here')
    expect(await stubborn.message()).toBe('still here')
    await stubborn.kill('SIGKILL')
    expect(await stubborn.exit()).toEqual({ kind: 'signaled', signal: 'SIGKILL' })
    process.kill((await foreign.pid()) as number, 'SIGKILL')
    expect(await foreign.exit()).toEqual({ kind: 'signaled', signal: 'SIGKILL' })
    await order(crashed, 'crash')
    // Node names the signal, Chromium calls it a crash; both say that it was SIGSEGV.
    expect(JSON.stringify(await crashed.exit())).toMatch(/(signaled|crashed).*SIGSEGV/)
  })

  test.each(['SIGTERM', 'SIGKILL'])('%s right after the start is not lost', async (signal) => {
    const host = await start()
    const exit = await host.call('spawnAndKill', { program: 'service', name: 'echo' }, signal)
    expect(exit).toEqual({ kind: 'signaled', signal })
  })

  test('kill -9 of the host leaves no child, not even a busy one', async () => {
    const host = await start()
    const [idle, busy] = [await host.spawn({}), await host.spawn({})]
    await order(idle, 'echo', 'up')
    await idle.message()
    await order(busy, 'busy')
    await busy.message()
    const ended = once(host.process, 'exit')
    host.process.kill('SIGKILL')
    await ended
    await expect.poll(() => processesNaming(context().scratch), { timeout: 2_000, interval: 20 }).toEqual([])
  })
}
