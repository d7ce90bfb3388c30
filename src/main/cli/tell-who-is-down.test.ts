import { expect, test } from 'vitest'
import type { ServiceState } from '@shared/domain/service'
import { anySnapshot } from '../../../tests/support/any-snapshot'
import { FakeTerminal } from '../../../tests/support/fake-terminal'
import { tellWhoIsDown } from './tell-who-is-down'

const problem = { code: 'SERVICE_CRASHED', message: 'It ended with code 1.' } as const
const down: ServiceState[] = [
  { kind: 'failed', at: 0, problem, nextAttemptAt: 1 },
  { kind: 'backing-off', at: 0, until: 1, problem },
]

test.each(down)(
  'a service that was started and is $kind is told, with the exit code of a failure',
  (state) => {
    const io = new FakeTerminal()
    const started = [
      anySnapshot({ state, lastError: { ...problem, at: 0 } }),
      anySnapshot({ title: 'Other' }),
    ]
    expect(tellWhoIsDown({ io, json: false }, started)).toBe(1)
    expect(io.errLines).toEqual(['Memory: It ended with code 1.'])
  },
)
