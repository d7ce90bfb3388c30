import { expect, test } from 'vitest'
import { classifyEnd, type Ending } from './exit-class'

const ending = (exit: Ending['exit'], more: Partial<Ending> = {}): Ending => ({
  exit,
  tail: [],
  wasAlive: true,
  configProblem: null,
  ...more,
})
const kindOf = (end: Ending): string => classifyEnd('Memory', end).kind

test('signals, crashes and exit codes are unplanned, zero included', () => {
  expect(kindOf(ending({ kind: 'signaled', signal: 'SIGSEGV' }))).toBe('unplanned')
  expect(kindOf(ending({ kind: 'crashed', reason: 'oom' }))).toBe('unplanned')
  expect(kindOf(ending({ kind: 'exited', code: 1 }))).toBe('unplanned')
  expect(kindOf(ending({ kind: 'exited', code: 0 }))).toBe('unplanned')
})

test('exit code 78 and a config-error are configuration', () => {
  expect(kindOf(ending({ kind: 'exited', code: 78 }))).toBe('configuration')
  const configProblem = { code: 'CONFIG_INVALID' as const, message: 'No key.', nextStep: 'Add one.' }
  expect(classifyEnd('Memory', ending({ kind: 'signaled', signal: 'SIGKILL' }, { configProblem }))).toEqual({
    kind: 'configuration',
    problem: configProblem,
  })
})

test('what will never start is configuration, what may start later is not', () => {
  const failed = (message: string) => kindOf(ending({ kind: 'spawn-failed', message }))
  expect(failed('spawn /x/node ENOENT')).toBe('configuration')
  expect(failed('spawn EACCES')).toBe('configuration')
  expect(failed('spawn EAGAIN')).toBe('unplanned')
})

test('a missing module is configuration only while the program was being loaded', () => {
  const tail = ["Error: Cannot find module '/out/main/service.js'", "  code: 'MODULE_NOT_FOUND',"]
  const exit = { kind: 'exited', code: 1 } as const
  expect(kindOf(ending(exit, { tail, wasAlive: false }))).toBe('configuration')
  expect(kindOf(ending(exit, { tail, wasAlive: true }))).toBe('unplanned')
})

test('a crash says how it ended and the last words', () => {
  const end = ending(
    { kind: 'exited', code: 1 },
    { tail: ['TypeError: no store', '    at open', '', 'Node.js v24'] },
  )
  expect(classifyEnd('Memory', end).problem).toMatchObject({
    code: 'SERVICE_CRASHED',
    message: 'Memory ended unexpectedly (exit code 1): TypeError: no store.',
  })
})

test('why an external server did not come up is said first, and may change by itself', () => {
  const exit = { kind: 'spawn-failed', message: 'x.test refused the connection' } as const
  expect(classifyEnd('Far', ending(exit, { isExternal: true }))).toEqual({
    kind: 'unplanned',
    problem: {
      code: 'SERVICE_START_FAILED',
      message: 'Far did not come up: x.test refused the connection.',
      nextStep: 'OmniMind tries again by itself.',
      cause: exit.message,
    },
  })
  expect(kindOf(ending({ kind: 'spawn-failed', message: 'spawn ENOENT' }, { isExternal: true }))).toBe(
    'configuration',
  )
})
