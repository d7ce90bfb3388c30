import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { DisposableStore } from '@shared/lib/disposable'
import { registry } from '@servers/registry'
import { configFor } from '../../../tests/support/gateway-config'
import { FakeHost } from '../../../tests/support/fake-process'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { createSettings } from '../settings'
import { closedDesk } from '../supervisor/request-desk'
import { createSupervision } from './supervision'

const home = mkdtempSync(join(tmpdir(), 'om-supervision-'))
const resources = new DisposableStore()
afterEach(() => {
  resources.dispose()
  rmSync(home, { recursive: true })
})

test('a changed setting reaches the limits of what runs already', () => {
  const clock = new VirtualClock()
  const log = memoryLogger()
  const settings = createSettings({ home, clock, log, audit: log, manifests: () => registry })
  const { supervisor } = createSupervision(
    {
      host: { spawn: new FakeHost().spawn, paths: { home, programs: '', renderer: '', resources: '' } },
      clock,
      logs: { write: () => {} },
      redact: (text: string) => text,
      settings,
      access: { acceptedTokens: () => [] },
      ports: { holderOf: () => Promise.resolve(null) },
      portOffset: 2_000,
      gatewayConfig: () => configFor([]),
      runDir: home,
      openDesk: () => closedDesk,
      secrets: { has: () => false, read: () => '', onChange: () => ({ dispose: () => {} }) },
    },
    resources,
  )
  const limitsChanged = vi.spyOn(supervisor, 'limitsChanged')
  settings.update({ idleStopMinutes: 3 })
  expect(limitsChanged).toHaveBeenCalledOnce()
})
