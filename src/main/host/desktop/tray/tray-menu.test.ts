import { describe, expect, test } from 'vitest'
import type { ServiceState } from '@shared/domain/service'
import { anySnapshot } from '../../../../../tests/support/any-snapshot'
import { trayMenu, type TrayItem } from './tray-menu'
import { wholeState } from '@shared/domain/whole-state'
import { trayState } from './tray-state'

const problem = { code: 'SERVICE_CRASHED', message: 'It crashed.' } as const
const inState = (state: ServiceState) => anySnapshot({ state })
const ready = inState({ kind: 'ready', at: 0 })
const failed = inState({ kind: 'failed', at: 0, problem, nextAttemptAt: 1 })
const stopped = inState({ kind: 'stopped', at: 0, reason: 'by-person' })
const gateway = anySnapshot({ id: 'gateway', title: 'Gateway', tier: 0 })
const starting = inState({ kind: 'starting', at: 0 })

describe('the icon and its words', () => {
  test.each([
    [[ready, ready, stopped], 'well', '2 services ready, 1 stopped'],
    [[ready, failed], 'needs-you', '1 service ready, 1 needs you'],
    [[starting], 'well', '0 services ready, 1 starting'],
    [[stopped], 'stopped', '0 services ready, 1 stopped'],
    [[], 'stopped', 'No services yet'],
    [[gateway, ready], 'well', '1 service ready'],
    [[gateway, stopped], 'stopped', '0 services ready, 1 stopped'],
    [
      [{ ...failed, tier: 0 as const, title: 'Gateway' }, ready],
      'needs-you',
      'Gateway: Failed, 1 service ready',
    ],
  ])('%#', (services, state, text) => {
    expect(trayState(services)).toBe(state)
    expect(wholeState(services)).toBe(text)
  })
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
    expect(enabled(trayMenu([failed]))).toContain('✖ Memory — Failed > Start')
    const waiting = inState({ kind: 'backing-off', at: 0, until: 1, problem })
    expect(enabled(trayMenu([waiting]))).toContain('◷ Memory — Waiting to restart > Stop')
  })

  test('the gateway is listed only when it is in trouble, and only to be looked at', () => {
    expect(enabled(trayMenu([gateway, ready]))).toEqual(enabled(trayMenu([ready])))
    const troubled = { ...failed, tier: 0 as const, title: 'Gateway' }
    const open = enabled(trayMenu([troubled])).filter((label) => label.includes('Gateway'))
    expect(open).toEqual(['✖ Gateway — Failed > Open'])
  })

  test('the first line says the whole state, and without services the menu still leads somewhere', () => {
    expect(trayMenu([ready, failed])[0]).toEqual({ kind: 'text', label: '1 service ready, 1 needs you' })
    expect(enabled(trayMenu([]))).toEqual(['Open OmniMind', 'Quit OmniMind'])
  })
})
