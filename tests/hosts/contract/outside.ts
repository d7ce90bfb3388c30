import { expect, test } from 'vitest'
import type { Hosts } from '../use-hosts'

/** What reaches the machine around the host. */
export function outsideContract({ start }: Hosts): void {
  test('only https and loopback addresses leave for the browser', async () => {
    const host = await start()
    const refused = [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'http://example.com/',
      'http://127.0.0.1.evil.com/',
      'https://user:secret@example.com/',
      'smb://host/share',
      'ms-settings:',
      '--version',
      '',
    ]
    for (const url of refused)
      await expect(host.call('openExternal', url)).rejects.toMatchObject({ code: 'BAD_INPUT' })
    const accepted = ['https://example.com/a?b=c&d', 'http://127.0.0.1:4350/dashboard', 'http://[::1]:4350/']
    for (const url of accepted) await host.call('openExternal', url)
    // Each is handed to a program of its own, and who is faster is the system's affair.
    const opened = async (): Promise<string[]> => ((await host.call('opened')) as string[]).toSorted()
    await expect.poll(opened, { timeout: 5_000 }).toEqual(accepted.toSorted())
  })

  test('watching for sleep can be started and stopped', async () => {
    const host = await start()
    await host.call('watchPower')
    await host.call('unwatchPower')
    await host.call('power', 'suspend')
    await host.call('protection')
    expect(host.events).toEqual([])
  })

  test('a notice does not fail, whatever it says', async () => {
    const host = await start()
    await host.call('notify', { title: 'Memory: Failed', body: '<b>&"%s\n', serviceId: 'memory' })
  })
}
