import { expect, test } from 'vitest'
import type { Hosts } from '../use-hosts'

/** What every host must do with secrets, whatever protects them. */
export function secretContract({ start }: Hosts): void {
  test('secrets come back as they were, and look different each time', async () => {
    const host = await start()
    for (const plain of ['', 'sk-ant-123', 'é漢🙂\u0000', 'x'.repeat(10_000)]) {
      const sealed = String(await host.call('seal', plain))
      expect(await host.call('open', sealed)).toBe(plain)
      expect(await host.call('seal', plain)).not.toBe(sealed)
      expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('sk-ant')
    }
    expect(await host.call('protection')).toMatchObject({ text: expect.stringMatching(/^Secrets .*\.$/) })
  })

  test('a sealed secret that was altered anywhere is refused with our error', async () => {
    const host = await start()
    const sealed = Buffer.from(String(await host.call('seal', 'a secret of some length')), 'base64')
    for (let index = 0; index < sealed.length; index++) {
      const altered = Buffer.from(sealed)
      altered[index] = (altered[index] as number) ^ 0x11
      await expect(host.call('open', altered.toString('base64'))).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
      })
    }
    const short = sealed.subarray(0, -1).toString('base64')
    await expect(host.call('open', short)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(host.call('open', '')).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('a secret outlives its process', async () => {
    const first = await start()
    const sealed = await first.call('seal', 'kept')
    await first.end()
    const second = await start()
    expect(await second.call('open', sealed)).toBe('kept')
  })
}
