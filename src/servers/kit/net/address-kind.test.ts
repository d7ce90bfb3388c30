import { expect, test } from 'vitest'
import { addressKind } from './address-kind'

test.each([
  ['public', '8.8.8.8'],
  ['public', '2606:4700::1111'],
  ['public', '::ffff:8.8.8.8'],
  ['local', '127.0.0.1'],
  ['local', '127.255.255.254'],
  ['local', '10.0.0.1'],
  ['local', '172.31.255.255'],
  ['local', '192.168.0.1'],
  ['local', '100.64.0.1'],
  ['local', '169.254.1.1'],
  ['local', '192.0.2.1'],
  ['local', '198.51.100.1'],
  ['local', '::1'],
  ['local', '0:0:0:0:0:0:0:1'],
  ['local', '::127.0.0.1'],
  ['local', '::8.8.8.8'],
  ['local', '::ffff:10.0.0.1'],
  ['local', '64:ff9b::8.8.8.8'],
  ['local', '2002:7f00:1::'],
  ['local', 'fc00::1'],
  ['local', 'fe80::1%eth0'],
  ['local', 'fec0::1'],
  ['local', '2001:db8::1'],
  ['local', '4000::1'],
  ['never', '0.0.0.0'],
  ['never', '0.1.2.3'],
  ['never', '169.254.169.254'],
  ['never', '100.100.100.200'],
  ['never', '192.0.0.192'],
  ['never', '168.63.129.16'],
  ['never', '224.0.0.1'],
  ['never', '255.255.255.255'],
  ['never', '::'],
  ['never', '::ffff:a9fe:a9fe'],
  ['never', '::ffff:0:a9fe:a9fe'],
  ['never', '::a9fe:a9fe'],
  ['never', '64:ff9b::a9fe:a9fe'],
  ['never', '64:ff9b:1:a9fe:a9:fe00::'],
  ['never', '64:ff9b:1::a9fe:a9fe'],
  ['never', '2002:a9fe:a9fe::'],
  ['never', '2001:0:a9fe:a9fe::'],
  ['never', '2001:0:808:808::5601:5601'],
  ['never', 'fd00:ec2::254'],
  ['never', 'ff02::1'],
  ['never', 'example.com'],
  ['never', ''],
] as const)('%s: %s', (kind, address) => {
  expect(addressKind(address)).toBe(kind)
})

test("this machine's own addresses are local, however public they look", () => {
  const more = { netmask: '', mac: '', internal: false, cidr: null }
  const own = {
    eth0: [
      { address: '93.184.216.34', family: 'IPv4' as const, ...more },
      { address: '2606:4700::1111', family: 'IPv6' as const, scopeid: 0, ...more },
    ],
    gone: undefined,
  }
  for (const address of [
    '93.184.216.34',
    '::ffff:93.184.216.34',
    '2606:4700:0:0::1111',
    '2606:4700::1111%eth0',
  ])
    expect(addressKind(address, own), address).toBe('local')
  for (const address of ['93.184.216.35', '2606:4700::1112']) expect(addressKind(address, own)).toBe('public')
})
