import { expect, test } from 'vitest'
import { checkAddress, mayBeExamined } from './check-address'

test.each(['127.0.0.1', '127.9.9.9', '::1', '93.184.216.34', '2606:2800:220:1::1'])('%s may', (address) => {
  expect(mayBeExamined(address)).toBe(true)
})

test.each([
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  'fd00:ec2::254',
  'fe80::1',
  '::',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a9fe:a9fe',
  '::a9fe:a9fe',
  '::ffff:0:a9fe:a9fe',
  '::127.0.0.1',
  '::7f00:1',
  '2002:a9fe:a9fe::',
  'fec0::1',
  '168.63.129.16',
  '192.0.0.192',
  '3fff::1',
])('%s may not', (address) => {
  expect(mayBeExamined(address)).toBe(false)
})

test.each([
  'http://169.254.169.254/latest',
  'http://2852039166/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://[::ffff:a9fe:a9fe]/',
])('%s is refused, however it is written', async (url) => {
  await expect(checkAddress(url)).rejects.toThrow('private network')
})

test('this machine may, also by name; a password within the address may not', async () => {
  await expect(checkAddress('http://localhost:1/mcp')).resolves.toMatchObject({ isHere: true })
  await expect(checkAddress('http://[::1]:1/')).resolves.toMatchObject({ addresses: ['::1'], isHere: true })
  await expect(checkAddress('http://user:word@127.0.0.1/')).rejects.toThrow('Put them into a header')
})

test('a name nobody knows has no address to connect to; what is no address at all is left to the examination', async () => {
  await expect(checkAddress('http://no-such-name.invalid/')).resolves.toMatchObject({ addresses: [] })
  await expect(checkAddress('localhost:1')).resolves.toBeNull()
})

test('a query is refused', async () => {
  await expect(checkAddress('http://127.0.0.1:1/kill?signal=KILL')).rejects.toThrow('query')
})
