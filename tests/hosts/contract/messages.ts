import { expect, test } from 'vitest'
import { order } from '../order'
import type { Hosts } from '../use-hosts'

/** What passes between a child and its host. */
export function messageContract({ start }: Hosts): void {
  test('messages go both ways in order, also those sent before the child runs', async () => {
    const host = await start()
    const child = await host.spawn({ name: 'echo' })
    const values = [1, 'zwei', { three: [null, true, 'é漢🙂'] }, 'x'.repeat(300_000)]
    for (const value of values) void order(child, 'echo', value)
    for (const value of values) expect(await child.message()).toEqual(value)
    expect(child.name).toBe('echo')
    expect(await child.pid()).toBeGreaterThan(0)
  })

  test('the child gets its name, the added environment and its heap limit, and not our NODE_OPTIONS', async () => {
    const host = await start()
    const child = await host.spawn({ name: 'memory', env: { ADDED: 'yes' }, heapLimitMb: 100 })
    await order(child, 'describe')
    const described = (await child.message()) as { heapLimitMb: number }
    expect(described).toMatchObject({ argument: 'memory', added: 'yes', nodeOptions: null })
    expect(described.heapLimitMb).toBeLessThan(500)
  })

  test('output of both streams comes as text, whole characters even across chunks', async () => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'print', '漢字🙂'.repeat(20_000))
    await order(child, 'complain', 'ach')
    await expect.poll(() => child.text('stdout').length, { timeout: 5_000 }).toBe(4 * 20_000)
    expect(child.text('stdout')).toBe('漢字🙂'.repeat(20_000))
    await expect.poll(() => child.text('stderr')).toBe('ach')
  })

  test('many children at once do not hear each other', async () => {
    const host = await start()
    const children = await Promise.all(
      Array.from({ length: 12 }, (_, n) => host.spawn({ name: `child-${n}` })),
    )
    await Promise.all(children.map((child) => order(child, 'echo', child.name)))
    for (const child of children) expect(await child.message()).toBe(child.name)
    await Promise.all(children.map((child, n) => order(child, 'exit', n)))
    for (const [n, child] of children.entries())
      expect(await child.exit()).toEqual({ kind: 'exited', code: n })
  })
}
