import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { electronExecutable } from '../support/electron-executable'
import { hostContract } from './host-contract'
import type { HostProgram } from './remote-host'
import { secretContract } from './contract/secrets'
import { useHosts, type HostContext } from './use-hosts'

const electron = electronExecutable()
process.stdout.write(`${electron.sentence}\n`)
const isDouble = electron.kind === 'double'

const desktop =
  (keyring: string) =>
  ({ root }: HostContext): HostProgram => ({
    command: electron.path,
    args: ['--no-sandbox', join(root, 'out/main/desktop.js')],
    env: { ELECTRON_DOUBLE_KEYRING: keyring },
  })
const headless = ({ root }: HostContext): HostProgram => ({
  command: process.execPath,
  args: [join(root, 'out/main/headless.js')],
})

hostContract('desktop', desktop('gnome_libsecret'))

describe.runIf(isDouble)('desktop host on a machine with a keyring', () => {
  const { start, startOther } = useHosts(desktop('gnome_libsecret'))

  test('says that the keyring protects secrets', async () => {
    const host = await start()
    expect(await host.call('protection')).toMatchObject({ kind: 'keyring' })
  })

  test('opens what was sealed without one, and what the headless host sealed', async () => {
    const plain = await startOther(desktop('basic_text'))
    const other = await startOther(headless)
    const sealed = [await plain.call('seal', 'one'), await other.call('seal', 'two')]
    const host = await start()
    expect(await Promise.all(sealed.map((secret) => host.call('open', secret)))).toEqual(['one', 'two'])
  })

  test('its secrets do not open where the keyring is missing, and that is said', async () => {
    const sealed = await (await start()).call('seal', 'locked')
    const elsewhere = await startOther(desktop('basic_text'))
    await expect(elsewhere.call('open', sealed)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('keyring'),
    })
  })
})

describe.runIf(isDouble)('desktop host on a machine without a keyring', () => {
  const hosts = useHosts(desktop('basic_text'))
  secretContract(hosts)

  test("does not call Chromium's built-in password a protection", async () => {
    const host = await hosts.start()
    expect(await host.call('protection')).toMatchObject({ kind: 'key-file' })
  })
})

describe.runIf(isDouble)('desktop host and the desktop', () => {
  const { start } = useHosts(desktop('basic_text'))

  test('sleep and wake are told', async () => {
    const host = await start()
    await host.call('watchPower')
    await host.call('power', 'suspend')
    await host.call('power', 'resume')
    await expect
      .poll(() => host.events)
      .toEqual([
        { type: 'power', event: 'suspend' },
        { type: 'power', event: 'resume' },
      ])
  })

  test("a click on a notice leads to its service's page", async () => {
    const host = await start()
    await host.call('notify', { title: 'Memory: Failed', body: 'It crashed.', serviceId: 'memory' })
    expect(await host.call('notices')).toEqual([{ title: 'Memory: Failed', body: 'It crashed.' }])
    await host.call('clickNotice', 0)
    await expect.poll(() => host.events).toEqual([{ type: 'notice-click', serviceId: 'memory' }])
  })
})
