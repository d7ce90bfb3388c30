import { describe, expect, test } from 'vitest'
import { isOmniMindCommand } from './is-omnimind'
import { stopHolder } from './stop-holder'
import { macosPorts, parseLsof, parsePs } from './macos'
import { parseProcNet } from '@shared/process/proc-net'
import { parseNetstat, parseTasklist, windowsPorts } from './windows'

describe('Linux', () => {
  test('reads listening sockets of both families and passes over others', () => {
    const text = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:10E1 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0',
      '   1: 0100007F:10E1 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 100 0',
      '   2: 00000000000000000000000001000000:10E2 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4713 1',
      '   3: 0000000000000000FFFF00000100007F:10E3 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4714 1',
      '',
    ].join('\n')
    expect(parseProcNet(text)).toEqual([
      { address: '127.0.0.1', port: 4321, uid: 1000, inode: '4711' },
      { address: '::1', port: 4322, uid: 0, inode: '4713' },
      { address: '::ffff:127.0.0.1', port: 4323, uid: 0, inode: '4714' },
    ])
  })
})

describe('macOS', () => {
  test('reads lsof and ps', async () => {
    const lsof = 'p812\nu501\nLada\nf23\nn127.0.0.1:4321\nf24\nn[::1]:4321\np900\nu0\nf3\nn*:4321\n'
    expect(parseLsof(lsof, 4321)).toEqual([
      { address: '127.0.0.1', port: 4321, pid: 812, uid: 501 },
      { address: '::1', port: 4321, pid: 812, uid: 501 },
      { address: '*', port: 4321, pid: 900, uid: 0 },
    ])
    expect(parsePs('ada   Fri Nov 20 10:11:12 2026 /usr/bin/node server.js --x\n')).toEqual({
      user: 'ada',
      startedAt: 'Fri Nov 20 10:11:12 2026',
      command: '/usr/bin/node server.js --x',
    })
    expect(parsePs('')).toEqual({ user: null, startedAt: null, command: null })
    const asked: string[][] = []
    const ports = macosPorts(async (program, args) => {
      asked.push([program, ...args])
      return ''
    })
    expect(await ports.listeners(4321)).toEqual([])
    expect(asked).toEqual([['lsof', '-nP', '-iTCP:4321', '-sTCP:LISTEN', '-FpunL']])
  })
})

describe('Windows', () => {
  test('reads netstat in any language, and tasklist', async () => {
    const netstat = [
      'Aktive Verbindungen',
      '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
      '  TCP    127.0.0.1:4321         0.0.0.0:0              ABHÖREN          1234',
      '  TCP    127.0.0.1:4321         127.0.0.1:50000        HERGESTELLT      1234',
      '  TCP    [::1]:4321             [::]:0                 ABHÖREN          99',
      '  TCP    127.0.0.1:43210        0.0.0.0:0              ABHÖREN          7',
    ].join('\r\n')
    expect(parseNetstat(netstat, 4321)).toEqual([
      { address: '127.0.0.1', port: 4321, pid: 1234, uid: null },
      { address: '::1', port: 4321, pid: 99, uid: null },
    ])
    const row = '"node.exe","1234","Console","1","45.000 K","Running","PC\\ada","0:00:01","N/A"\r\n'
    expect(parseTasklist(row)).toEqual({ command: 'node.exe', user: 'PC\\ada', startedAt: null })
    expect(parseTasklist('INFO: No tasks are running.\r\n').command).toBeNull()
    const ports = windowsPorts(async (program) => (program === 'netstat' ? netstat : row))
    expect((await ports.listeners(4321)).map((one) => one.pid)).toContain(1234)
  })
})

test('knows our own programs by their command line', () => {
  const ours = [
    '/usr/bin/node /home/a/omni/out/main/gateway.js',
    'node C:\\x\\out\\main\\headless.js --home d',
    '/Applications/OmniMind.app/Contents/MacOS/OmniMind',
    'node /usr/lib/node_modules/.bin/omnimind start',
  ]
  const foreign = ['node server.js', '/usr/bin/python3 -m http.server', 'vim omnimind.txt', '']
  expect(ours.map(isOmniMindCommand)).toEqual(ours.map(() => true))
  expect(foreign.map(isOmniMindCommand)).toEqual(foreign.map(() => false))
})

test('never signals a pid that became another program meanwhile', async () => {
  const signals: string[] = []
  const holder = { port: 1, address: '127.0.0.1', pid: 77, command: 'a', user: 'b', isOmniMind: false }
  const stop = stopHolder(holder, {
    source: {
      listeners: async () => [{ address: '127.0.0.1', port: 1, pid: 77, uid: 0 }],
      facts: async () => ({ command: 'b', user: 'b', startedAt: '200' }),
    },
    waits: { politeMs: 10, killMs: 10 },
    kill: (_pid, signal) => void signals.push(signal),
    protectedPids: async () => new Set(),
    shownStart: '100',
  })
  await expect(stop).rejects.toThrow(/Another program/)
  expect(signals).toEqual([])
})
