import { expect, test } from 'vitest'
import { readStartOptions } from './start-options'

const read = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  readStartOptions(['/bin/electron', ...args], env, '/data')

test('without arguments the platform decides where data lies', () => {
  expect(read(['.'])).toEqual({ home: '/data', portOffset: 0, hidden: false, link: null })
})

test('the argument wins over the variable', () => {
  expect(read(['.'], { OMNIMIND_HOME: '/env' }).home).toBe('/env')
  expect(read(['.', '--home', '/arg'], { OMNIMIND_HOME: '/env' }).home).toBe('/arg')
  expect(read(['.', '--home=/arg']).home).toBe('/arg')
})

test("Electron's own switches are passed over, and a link among them is found", () => {
  const args = ['--no-sandbox', '--remote-debugging-port=0', '.', '--hidden', 'omnimind://connect']
  expect(read(args, { OMNIMIND_PORT_OFFSET: '2000' })).toEqual({
    home: '/data',
    portOffset: 2_000,
    hidden: true,
    link: { kind: 'connect' },
  })
})

test.each(['x', '1.5', '99999'])('an offset of %s is refused', (offset) => {
  expect(() => read(['.'], { OMNIMIND_PORT_OFFSET: offset })).toThrow(/OMNIMIND_PORT_OFFSET/)
})
