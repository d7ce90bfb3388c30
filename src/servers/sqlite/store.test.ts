import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { recordedLog } from '../../../tests/support/served'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { openDatabase } from '../kit/store/open-database'
import { migrations } from './migrations'
import { openInsightStore } from './store'

test('insights of an older OmniMind keep their numbers, of which none is given again', () => {
  const spec = {
    dataDir: temporaryDirectory(),
    clock: new VirtualClock(),
    log: recordedLog(),
    notice: () => {},
  }
  const before = openDatabase({ ...spec, file: 'insights.db', migrations: migrations.slice(0, 1) })
  before.exec("INSERT INTO insights (id, insight, at) VALUES (3, 'Oaks are tall', 0), (4, 'Gone soon', 0)")
  before.close()
  const store = openInsightStore(spec)
  expect(store.memo()).toContain('- #3 Oaks are tall (1970-01-01)\n- #4 Gone soon')
  expect(store.remove(4)).toBe(1)
  expect(store.append('Birches are white', null)).toEqual({ number: 5, insights: 2 })
  store.close()
})
