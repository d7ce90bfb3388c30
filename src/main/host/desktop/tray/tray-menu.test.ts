import { describe, expect, test } from 'vitest'
import type { ServiceState } from '@shared/domain/service'
import { anySnapshot } from '../../../../../tests/support/any-snapshot'
import { overallState } from './overall-state'
import { trayMenu, type TrayItem } from './tray-menu'

const problem = { code: 'SERVICE_CRASHED', message: 'It crashed.' } as const
const inState = (state: ServiceState) => anySnapshot({ state })
const ready = inState({ kind: 'ready', at: 0 })
const failed = inState({ kind: 'failed', at: 0, problem, nextAttemptAt: 1 })
const stopped = inState({ kind: 'stopped', at: 0, reason: 'by-person' })
const starting = inState({ kind: 'starting', at: 0 })

describe('overallState', () => {
  test.each([
    [[ready, ready, stopped], 'well', '2 services ready'],
    [[ready, failed], 'needs-you', '1 service ready, 1 needs you'],
    [[failed, failed, starting], 'needs-you', '1 changing, 2 need you'],
    [[starting], 'well', '1 changing'],
    [[stopped], 'stopped', 'All services are stopped'],
    [[], 'stopped', 'All services are stopped'],
  ])('%#', (services, state, text) => expect(overallState(services)).toEqual({ state, text }))
})

/** The labels of the enabled actions, as `Start all` or `Memory > Stop`. */
function enabled(items: readonly TrayItem[], path = ''): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'submenu') return enabled(item.items, `${item.label} > `)
    return item.kind === 'action' && item.enabled ? [path + item.label] : []
  })
}

describe('trayMenu', () => {
  test('each service shows mark and word, and offers what makes sense', () => {
    expect(enabled(trayMenu([ready]))).toEqual([
      '● Memory — Ready > Stop',
      '● Memory — Ready > Restart',
      '● Memory — Ready > Open',
      'Stop all',
      'Open OmniMind',
      'Quit OmniMind',
    ])
    expect(enabled(trayMenu([stopped]))).toEqual([
      '○ Memory — Stopped > Start',
      '○ Memory — Stopped > Open',
      'Start all',
      'Open OmniMind',
      'Quit OmniMind',
    ])
  })

  test('a failed service can be started, one that waits to restart can be stopped', () => {
    expect(enabled(trayMenu([failed]))).toContain('✕ Memory — Failed > Start')
    const waiting = inState({ kind: 'backing-off', at: 0, until: 1, problem })
    expect(enabled(trayMenu([waiting]))).toContain('↻ Memory — Waiting to restart > Stop')
  })

  test('the first line says the whole state, and without services the menu still leads somewhere', () => {
    expect(trayMenu([ready, failed])[0]).toEqual({ kind: 'text', label: '1 service ready, 1 needs you' })
    expect(enabled(trayMenu([]))).toEqual(['Open OmniMind', 'Quit OmniMind'])
  })
})
