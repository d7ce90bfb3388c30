import { expect, test } from 'vitest'
import type { ServiceEvent } from '@shared/domain/service'
import { writableForTest, openForTest } from '../../../tests/support/databases'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { OpenedDatabase } from '../storage/index'
import { createHistory } from './index'

const event = (more: Partial<ServiceEvent> = {}): ServiceEvent => ({
  at: 1_767_225_600_000,
  serviceId: 'memory',
  kind: 'exited',
  detail: 'signal SIGKILL',
  pid: 4711,
  ...more,
})

const setUp = (db: OpenedDatabase = openForTest(new VirtualClock())) => ({
  db,
  history: createHistory({ db, log: memoryLogger() }),
})

test('events come back newest first, per service', () => {
  const { history } = setUp()
  history.record(event())
  history.record(event({ serviceId: 'thinking' }))
  history.record(event({ kind: 'ready', pid: null }))
  expect(history.list('memory', 10)).toEqual([event({ kind: 'ready', pid: null }), event()])
  expect(history.list('memory', 1)).toHaveLength(1)
})

test('1,000 are kept per service, whatever the others do', () => {
  const { history } = setUp()
  history.record(event({ serviceId: 'quiet', detail: 'the only one' }))
  for (let n = 1; n <= 1_200; n++) history.record(event({ detail: `crash ${n}` }))
  const kept = history.list('memory', 5_000).map(({ detail }) => detail)
  expect({ count: kept.length, newest: kept[0], oldest: kept.at(-1) }).toEqual({
    count: 1_000,
    newest: 'crash 1200',
    oldest: 'crash 201',
  })
  expect(history.list('quiet', 10)).toHaveLength(1)
})

test('what another version wrote is left out instead of failing', () => {
  const clock = new VirtualClock()
  const db = writableForTest(clock)
  db.exec(`INSERT INTO service_events (at, service_id, kind, detail) VALUES (1, 'memory', 'teleported', '')`)
  const { history } = setUp({ mode: 'writable', db, problem: null })
  expect(history.list('memory', 10)).toEqual([])
})
