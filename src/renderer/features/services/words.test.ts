import { describe, expect, it } from 'vitest'
import { unknownHealth, type ServiceSnapshot, type ServiceState } from '@shared/domain/service'
import { attentionList } from './attention'
import { stateDetail } from './words'

const NOW = 1_795_000_000_000
const problem = { code: 'SERVICE_CRASHED', message: 'It ended.', nextStep: 'Read its log.' } as const

function service(state: ServiceState, part: Partial<ServiceSnapshot> = {}): ServiceSnapshot {
  return {
    id: 'memory',
    title: 'Memory',
    description: '',
    kind: 'built-in',
    tier: 1,
    port: 4321,
    defaultPort: 4321,
    url: 'http://127.0.0.1:4321/mcp',
    wanted: 'running',
    mode: 'always',
    state,
    health: unknownHealth,
    pid: null,
    startedAt: null,
    uptimeMs: 0,
    restarts: 0,
    usage: null,
    sessions: 0,
    toolCount: null,
    lastError: null,
    ...part,
  }
}
const ready = service({ kind: 'ready', at: NOW - 60_000 })
const failed = service({ kind: 'failed', at: NOW, problem, nextAttemptAt: NOW + 2_520_000 })

describe('what stands beside a state', () => {
  it('tells a sleeping service from a stopped one', () => {
    const asleep = service({ kind: 'stopped', at: NOW, reason: 'idle' }, { mode: 'on-demand' })
    const stopped = service({ kind: 'stopped', at: NOW, reason: 'by-person' }, { wanted: 'stopped' })
    expect(stateDetail(asleep, NOW)).toBe('starts on first use')
    expect(stateDetail(stopped, NOW)).toBe('stopped by you')
  })

  it('says until when', () => {
    expect(stateDetail(failed, NOW)).toBe('tries again in 42 min')
    expect(stateDetail(service({ kind: 'backing-off', at: NOW, until: NOW + 12_000, problem }), NOW)).toBe(
      'restarts in 12 s',
    )
    expect(stateDetail(ready, NOW)).toBe('since 1 min')
  })
})

describe('what needs attention', () => {
  it('puts what needs the person before what mends itself', () => {
    const waiting = service({ kind: 'backing-off', at: NOW, until: NOW + 9_000, problem })
    const slow = service({ kind: 'degraded', at: NOW, problem })
    expect(attentionList([waiting, ready, slow, failed], NOW).map(({ rank }) => rank)).toEqual([0, 1, 2])
  })

  it('names the program on a held port, and cannot stop one it may not see', () => {
    const holder = { port: 4321, address: '127.0.0.1', user: null, isOmniMind: false }
    const seen = service({
      kind: 'blocked',
      at: NOW,
      block: {
        kind: 'port-held',
        holder: { ...holder, pid: 123, command: '/usr/bin/python3 -m http.server' },
      },
    })
    const unseen = service({
      kind: 'blocked',
      at: NOW,
      block: { kind: 'port-held', holder: { ...holder, pid: null, command: null } },
    })
    const [first, second] = attentionList([seen, unseen], NOW)
    expect(first?.sentence).toBe('Memory cannot start: port 4321 is held by python3 (pid 123).')
    expect(first?.steps.map(({ kind }) => kind)).toEqual(['use-free-port', 'stop-holder', 'recheck'])
    expect(second?.sentence).toBe('Memory cannot start: port 4321 is held by a program of another user.')
    expect(second?.steps.map(({ kind }) => kind)).toEqual(['use-free-port', 'recheck'])
  })
})
