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
  await expect(checkAddress('http://localhost:1/mcp')).resolves.toBeUndefined()
  await expect(checkAddress('http://user:word@127.0.0.1/')).rejects.toThrow('Put them into a header')
})
