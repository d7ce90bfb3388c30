import { expect, test } from 'vitest'
import type { ServiceState } from '@shared/domain/service'
import { anySnapshot } from '../../../../tests/support/any-snapshot'
import { attentionList, attentionOf } from './attention'

const ready: ServiceState = { kind: 'ready', at: 0 }
const problem = { code: 'SERVICE_CRASHED', message: 'It crashed.' } as const
const failed: ServiceState = { kind: 'failed', at: 0, problem, nextAttemptAt: 1 }

test('a working service needs nothing, also after a crash', () => {
  expect(attentionOf(anySnapshot({ state: ready }), 0)).toBeNull()
  expect(attentionOf(anySnapshot({ state: ready, lastError: { ...problem, at: 0 } }), 0)).toBeNull()
})

test('a service that came back without its data says so', () => {
  const lastError = { code: 'DATABASE_DAMAGED', message: 'Kept as memory.db.broken.', at: 0 } as const
  const attention = attentionOf(anySnapshot({ title: 'Memory', state: ready, lastError }), 0)
  expect(attention).toMatchObject({
    sentence: 'Memory started with an empty database.',
    why: 'Kept as memory.db.broken.',
  })
})

test('a server that waits for a sign-in says so, until it serves', () => {
  const lastError = { code: 'UNAUTHORIZED', message: 'tracker.example wants you to sign in.', at: 0 } as const
  const waiting = anySnapshot({ kind: 'external', state: { kind: 'starting', at: 0 }, lastError })
  expect(attentionOf(waiting, 0)).toMatchObject({ rank: 0, steps: [{ kind: 'sign-in' }, { kind: 'open' }] })
  expect(attentionOf({ ...waiting, state: ready }, 0)).toBeNull()
  expect(attentionOf({ ...waiting, kind: 'built-in' }, 0)).toBeNull()
})

test('what needs the person stands before what mends itself', () => {
  const waiting = anySnapshot({ id: 'one', state: { kind: 'backing-off', at: 0, until: 1, problem } })
  const needing = anySnapshot({ id: 'two', state: failed })
  expect(attentionList([waiting, needing], 0).map(({ service }) => service.id)).toEqual(['two', 'one'])
})
