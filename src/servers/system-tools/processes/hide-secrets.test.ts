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
  [['curl', '-H', 'Authorization: Bearer hunter2hunter2'], 'curl -H Authorization: [secret]'],
  [['psql', 'postgres://me:hunter2@host/db'], 'psql postgres://me:[secret]@host/db'],
  [['sshpass', '-p', '1234', 'ssh', '-p', '2222', 'host'], 'sshpass -p [secret] ssh -p 2222 host'],
  [['sudo', '/usr/bin/sshpass', '-phunter2', 'ssh'], 'sudo /usr/bin/sshpass -p[secret] ssh'],
  [['docker', 'login', '-u', 'me', '-p', 'hunter2'], 'docker login -u [secret] -p [secret]'],
  [['redis-cli', '-a', 'hunter2', 'ping'], 'redis-cli -a [secret] ping'],
  [['zip', '-P', 'hunter2', 'a.zip', 'a'], 'zip -P [secret] a.zip a'],
  [['sh', '-c', 'mysql --password hunter2 db'], 'sh -c mysql --password [secret] db'],
  [['sh', '-c', 'mysql --password "hunter 2" db'], 'sh -c mysql --password [secret] db'],
  [['sh', '-c', "ssh host 'sshpass -p hunter2 x'"], 'sh -c ssh host sshpass -p [secret] x'],
  [['sh', '-c', 'X_TOKEN=hunter2 run'], 'sh -c X_TOKEN=[secret]'],
  [['curl', '-H', 'X-Api-Key: hunter2', 'host'], 'curl -H X-Api-Key: [secret] host'],
  [['curl', '-H', 'Cookie: sid=hunter2'], 'curl -H Cookie: [secret]'],
  [['curl', '-HX-Any: hunter2'], 'curl -HX-Any: [secret]'],
  [['curl', '--header=X-Any: hunter2'], 'curl --header=X-Any: [secret]'],
  [['curl', '-b', 'a=hunter2'], 'curl -b [secret]'],
  [['x', '--pw', 'hunter2'], 'x --pw [secret]'],
  [['xfreerdp', '/u:me', '/p:hunter2'], 'xfreerdp /u:me /p:[secret]'],
  [['x', 'Endpoint=e;AccountKey=hunter2==;A=b'], 'x Endpoint=e;AccountKey=[secret];A=b'],
  [['x', 'https://host/?a=b&token=hunter2&c=d'], 'x https://host/?a=b&token=[secret]&c=d'],
  [['openssl', 'enc', '-pass', 'pass:hunter2'], 'openssl enc -pass [secret]'],
  [['x', '{"password": "hunter2"}'], 'x {"password": "[secret]"}'],
  // As a system tells it that joins the arguments and we part at spaces.
  [['curl', '-H', 'X-Api-Key:', 'hunter2'], 'curl -H X-Api-Key: [secret] [secret]'],
])('%j', (argv, shown) => {
  expect(shownCommand(argv)).toBe(shown)
})

test.each([
  [['ssh', '-p2222', 'host']],
  [['node', '--keyboard', 'us']],
  [['git', 'log', '--author=me', 'https://example.com/a:b']],
  [['vim', 'passwords.txt']],
  [['x', '--token']],
  [['mkdir', '-p', './a/b']],
  [['docker', 'run', '-p', '8080:80/tcp', 'image']],
  [['docker', 'run', '-p', '127.0.0.1:8080:80', 'image']],
  [['sh', '-c', 'while true; do sleep 1; done']],
  [['sh', '-c', `echo "it's half`]],
  [['node', '/p/a.js', 'C:/x', 'a:b']],
])('%j stays as it is', (argv) => {
  expect(shownCommand(argv)).toBe(argv.join(' '))
})

test('long ones are shortened, control characters are gone', () => {
  expect(shownCommand(['x', 'y'.repeat(200)])).toHaveLength(2 + 120)
  expect(shownCommand(Array(50).fill('word word'))).toHaveLength(300)
  expect(shownCommand(['x', 'a\u001b[31mb\nc'])).toBe('x a [31mb c')
})

test('long hostile texts take no time', () => {
  const started = performance.now()
  for (const part of [
    'x ',
    '"',
    "'",
    `"'`,
    'pass',
    'key =',
    '/p',
    'a=',
    ' -p ',
    '://a:',
    'bearer ',
    `"a 'b `,
  ])
    shownCommand(['sh', part.repeat(4_096 / part.length)])
  expect(performance.now() - started).toBeLessThan(1_000)
})
