import { expect, test } from 'vitest'
import { secretsInAddress, secretsInArguments, secretsInHeaders } from './given-secrets'

test.each([
  [{ authorization: 'Bearer correct-horse' }, ['Bearer correct-horse', 'correct-horse']],
  [{ 'X-Key': 'correct-horse' }, ['correct-horse']],
  [{ cookie: 'sid=one%20two; b=three' }, ['one%20two', 'one two', 'three']],
  [{ Authorization: `Basic ${btoa('me:battery')}` }, [btoa('me:battery'), 'me:battery', 'battery']],
])('headers %j', (headers, values) => {
  expect(secretsInHeaders(headers as Record<string, string>)).toEqual(expect.arrayContaining(values))
})

test.each([
  ['https://x/mcp?key=one%20two&b=three#no', ['one%20two', 'one two', 'three']],
  ['localhost:1?key=one', ['one']],
  ['https://me:pw@x/', ['me', 'pw']],
])('the address %s', (url, values) => {
  const found = secretsInAddress(url)
  expect(found).toHaveLength(values.length)
  expect(found).toEqual(expect.arrayContaining(values))
})

test.each([
  [['--api-key', 'one'], ['one']],
  [['--api-key=one=two'], ['one=two']],
  [['-e', 'GITHUB_TOKEN=one'], ['one']],
  [['--db-password', 'one', '--verbose'], ['one']],
  [
    ['--header', 'Authorization: Bearer one'],
    ['Bearer one', 'one'],
  ],
  [['https://x/?a=one'], ['one']],
  [['--token', '--verbose'], []],
  [['--key-file', '/etc/key', '--max-tokens', '1000', 'token', 'x', '-y', 'name'], []],
])('the arguments %j', (args, values) => expect(secretsInArguments(args)).toEqual(values))
