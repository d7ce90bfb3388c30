import { expect, test } from 'vitest'
import { order } from '../order'
import type { Hosts } from '../use-hosts'

/** How a child's end is told. */
export function exitContract({ start }: Hosts): void {
  test('the exit comes last and once, after megabytes of output', async () => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'flood', 3_000_000)
    expect(await child.exit()).toEqual({ kind: 'exited', code: 3 })
    expect(child.text('stdout')).toHaveLength(3_000_000 + 'the last words'.length)
    expect(child.text('stdout').endsWith('the last words')).toBe(true)
    expect(child.events.findIndex(({ type }) => type === 'exit')).toBe(child.events.length - 1)
  })

  test('an uncaught error is the last thing a child says', async () => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'throw', 'this is why')
    expect(await child.exit()).toEqual({ kind: 'exited', code: 1 })
    expect(child.text('stderr')).toContain('this is why')
  })

  test.each([0, 9, 78])('exit code %i is told as it is', async (code) => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'exit', code)
    expect(await child.exit()).toEqual({ kind: 'exited', code })
  })

  test('a program that is missing is told as an end, not thrown', async () => {
    const host = await start()
    const child = await host.spawn({ program: 'gateway', name: 'gateway' })
    const exit = await child.exit()
    if (exit.kind === 'spawn-failed') expect(exit.message).toContain('gateway.js')
    else expect(exit).toEqual({ kind: 'exited', code: 1 })
  })

  test('after the exit every verb is harmless', async () => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'exit', 0)
    await child.exit()
    expect(await child.pid()).toBeNull()
    await order(child, 'echo', 'anybody?')
    await child.kill('SIGTERM')
    await child.kill('SIGKILL')
    const next = await host.spawn({})
    await order(next, 'echo', 'alive')
    expect(await next.message()).toBe('alive')
    expect(child.events.filter(({ type }) => type === 'exit')).toHaveLength(1)
    expect(child.events.at(-1)?.type).toBe('exit')
  })
}
