import { expect, test } from 'vitest'
import { dangerOf } from './danger'

test.each([
  'rm -rf /',
  'rm -r -f //',
  'rm --recursive /etc',
  'rm -rf /home/user/',
  'sudo rm -rf /usr',
  'env A=b rm -Rf /',
  'timeout 5 shutdown now',
  'mkfs.ext4 /dev/sda1',
  '/sbin/mkfs /dev/sdb',
  'dd if=x of=/dev/nvme0n1',
  'chmod -R 777 /',
  'chown -R nobody /etc',
  'shutdown -h now',
  'init 0',
  'wipefs -a /dev/sda',
])('%s: never', (line) => {
  const [program = '', ...args] = line.split(' ')
  expect(dangerOf(program, args, false)?.kind).toBe('never')
})

test.each([
  'bash -c x',
  'sh -lc x',
  'python3.11 -c x',
  'perl -ne x',
  'ruby -e x',
  'php -r x',
  'node --eval=x',
  'node -p x',
  'pwsh -Command x',
  'powershell.exe -EncodedCommand x',
  'cmd.exe /c x',
  'env -S x',
  'env --split-string=x',
  'xargs rm',
  'find . -exec x',
  'find . -delete',
])('%s: indirect', (line) => {
  const [program = '', ...args] = line.split(' ')
  expect(dangerOf(program, args, false)?.kind).toBe('indirect')
})

test.each([
  'rm -rf build',
  'rm -rf /home/user/project/build',
  'rm /etc/motd.bak',
  'echo rm -rf /',
  'grep -r shutdown /',
  'ls -R /',
  'chmod -R 755 /srv/www/site',
  'chmod +x /usr/bin',
  'dd if=/dev/zero of=disk.img',
  'dd if=/dev/sda of=/dev/null',
  'make init',
  'npm run format',
  'git init',
  'bash -e build.sh',
  'bash script.sh -c value',
  'python3 -m pytest -c setup.cfg',
  'python3 tool.py -c x',
  'node --test',
  'find . -name *.ts',
  'env LC_ALL=C sort',
  'init-project 0',
  'cat /sbin/shutdown',
])('%s: not known as a danger', (line) => {
  const [program = '', ...args] = line.split(' ')
  expect(dangerOf(program, args, false)).toBeNull()
})

test('a program text as input counts only where it would be run', () => {
  expect(dangerOf('bash', ['-s'], true)?.kind).toBe('indirect')
  expect(dangerOf('python3', [], true)?.kind).toBe('indirect')
  expect(dangerOf('python3', ['tool.py'], true)).toBeNull()
  expect(dangerOf('sort', [], true)).toBeNull()
})
