import { describe, expect, test } from 'vitest'
import { describeEnd, type EndEvidence } from './process-exit'

const plain: EndEvidence = { code: 0, gone: null, sentSignal: null, fatalLocation: null }
const gone = (reason: string, exitCode: number) => ({ gone: { reason, exitCode } })

describe('describeEnd', () => {
  test.each<[string, Partial<EndEvidence>, unknown]>([
    ['a clean exit', {}, { kind: 'exited', code: 0 }],
    ['an exit code', { code: 78 }, { kind: 'exited', code: 78 }],
    [
      'an exit code seen by Chromium too',
      { code: 3, ...gone('abnormal-exit', 768) },
      { kind: 'exited', code: 3 },
    ],
    ['a foreign SIGKILL', { code: 9, ...gone('killed', 9) }, { kind: 'signaled', signal: 'SIGKILL' }],
    ['our SIGTERM', { code: 15, sentSignal: 'SIGTERM' }, { kind: 'signaled', signal: 'SIGTERM' }],
    ['a clean end after our SIGTERM', { sentSignal: 'SIGTERM' }, { kind: 'exited', code: 0 }],
    ['exit code 9 without any kill', { code: 9 }, { kind: 'exited', code: 9 }],
    [
      'a segmentation fault',
      { code: 11, ...gone('crashed', 11) },
      { kind: 'crashed', reason: 'crashed (SIGSEGV)' },
    ],
    [
      'an abort with core',
      { code: 134, ...gone('crashed', 134) },
      { kind: 'crashed', reason: 'crashed (SIGABRT)' },
    ],
    ['no more memory', { code: 1, ...gone('oom', 1) }, { kind: 'crashed', reason: 'oom' }],
    [
      'V8 giving up',
      { code: 134, fatalLocation: 'v8::ToLocalChecked', ...gone('oom', 134) },
      { kind: 'crashed', reason: 'oom in v8::ToLocalChecked' },
    ],
    [
      'a Windows kill without a signal',
      { code: 1, ...gone('killed', 1073807364) },
      { kind: 'signaled', signal: 'SIGKILL' },
    ],
  ])('%s', (_name, evidence, end) => {
    expect(describeEnd({ ...plain, ...evidence })).toEqual(end)
  })

  test('a failed launch is told in words', () => {
    expect(describeEnd({ ...plain, ...gone('launch-failed', 1003) })).toEqual({
      kind: 'spawn-failed',
      message: 'The system could not start it (error 1003).',
    })
  })
})
