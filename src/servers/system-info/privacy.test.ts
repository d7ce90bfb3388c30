import { hostname, networkInterfaces, userInfo } from 'node:os'
import { expect, test } from 'vitest'
import {
  commonMount,
  hideIdentity,
  identityPattern,
  plainDevice,
  plainInterface,
  programName,
} from './privacy'

test.each([
  ['/', '/'],
  ['/boot/efi', '/boot/efi'],
  ['C:\\', 'C:\\'],
  ['/home/alice', null],
  ['/media/alice/USB', null],
  ["/Volumes/Alice's drive", null],
])('of the mount %s shows %s', (mount, shown) => expect(commonMount(mount)).toBe(shown))

test.each([
  ['/dev/nvme0n1p2', '/dev/nvme0n1p2'],
  ['/dev/sda1', '/dev/sda1'],
  ['C:', 'C:'],
  ['/dev/mapper/alice--laptop--vg-root', null],
  ['//server/alice', null],
  ['nas.example:/export/alice', null],
])('of the device %s shows %s', (device, shown) => expect(plainDevice(device)).toBe(shown))

test.each([
  ['eth0', 'eth0'],
  ['enx00e04c681b2a', 'enx...'],
  ['wlp3s0', 'wlp3s0'],
])('of the interface %s shows %s', (name, shown) => expect(plainInterface(name)).toBe(shown))

test.each([
  ['node', 'node'],
  ['/home/alice/bin/tool', 'tool'],
  ['postgres: alice ledger 10.0.0.3(4567) idle', 'postgres'],
  ['C:\\Users\\alice\\app.exe', 'app.exe'],
])('of the process %s shows %s', (name, shown) => expect(programName(name)).toBe(shown))

test('the last wall takes host, user and addresses of this machine out of any text', () => {
  const pattern = identityPattern()
  const found = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const secrets = [
    hostname(),
    userInfo().username,
    ...found.filter((each) => !each.internal).map((each) => each.mac),
  ]
  for (const secret of secrets)
    expect(hideIdentity({ a: [`x ${secret} y`] }, pattern)).toEqual({ a: ['x (hidden) y'] })
  expect(hideIdentity({ a: 'nothing of it', b: 1, c: null }, pattern)).toEqual({
    a: 'nothing of it',
    b: 1,
    c: null,
  })
})
