import { expect, test } from 'vitest'
import { autostartEntry, autostartFile } from './autostart-entry'

test('the file lies where the desktop looks for it', () => {
  expect(autostartFile({}, '/home/me')).toBe('/home/me/.config/autostart/omnimind.desktop')
  expect(autostartFile({ XDG_CONFIG_HOME: '/cfg' }, '/home/me')).toBe('/cfg/autostart/omnimind.desktop')
})

test('the command is quoted word by word', () => {
  expect(autostartEntry(['/opt/Omni Mind/omnimind', '--hidden'])).toContain(
    '\nExec="/opt/Omni Mind/omnimind" "--hidden"\n',
  )
})

test.each([
  ['100%', String.raw`"100%%"`],
  ['a"b', String.raw`"a\\"b"`],
  ['$HOME', String.raw`"\\$HOME"`],
  ['back\\slash', String.raw`"back\\\\slash"`],
])('%s is escaped', (word, quoted) => expect(autostartEntry([word])).toContain(`\nExec=${quoted}\n`))
