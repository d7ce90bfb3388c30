import { expect, test } from 'vitest'
import { shownCommand } from './hide-secrets'

test.each([
  [['x', '--password', 'hunter2'], 'x --password [secret]'],
  [['x', '--password=hunter2'], 'x --password=[secret]'],
  [['x', '--api-key', 'hunter2', 'y'], 'x --api-key [secret] y'],
  [['x', 'DB_PASSWORD=hunter2'], 'x DB_PASSWORD=[secret]'],
  [['java', '-Dssl.keyStorePassword=hunter2'], 'java -Dssl.keyStorePassword=[secret]'],
  [['mysql', '-uroot', '-phunter2'], 'mysql -uroot -p[secret]'],
  [['curl', '-u', 'me:hunter2'], 'curl -u [secret]'],
  [['curl', '-H', 'Authorization: Bearer hunter2hunter2'], 'curl -H Authorization: Bearer [secret]'],
  [['psql', 'postgres://me:hunter2@host/db'], 'psql postgres://me:[secret]@host/db'],
])('%j', (argv, shown) => {
  expect(shownCommand(argv)).toBe(shown)
})

test.each([
  [['ssh', '-p2222', 'host']],
  [['node', '--keyboard', 'us']],
  [['git', 'log', '--author=me', 'https://example.com/a:b']],
  [['vim', 'passwords.txt']],
  [['x', '--token']],
])('%j stays as it is', (argv) => {
  expect(shownCommand(argv)).toBe(argv.join(' '))
})

test('long ones are shortened, control characters are gone', () => {
  expect(shownCommand(['x', 'y'.repeat(200)])).toHaveLength(2 + 120)
  expect(shownCommand(Array(50).fill('word word'))).toHaveLength(300)
  expect(shownCommand(['x', 'a\u001b[31mb\nc'])).toBe('x a [31mb c')
})
