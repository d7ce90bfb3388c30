import { unknownHealth, type ServiceSnapshot } from '../../src/shared/domain/service'

/** A ready memory service, but for what a test says about it. */
export function anySnapshot(changes: Partial<ServiceSnapshot> = {}): ServiceSnapshot {
  return {
    id: 'memory',
    title: 'Memory',
    description: 'Remembers.',
    kind: 'built-in',
    tier: 1,
    port: 4321,
    defaultPort: 4321,
    url: 'http://127.0.0.1:4321/mcp',
    wanted: 'running',
    mode: 'always',
    state: { kind: 'ready', at: 0 },
    health: unknownHealth,
    pid: 1,
    startedAt: 0,
    uptimeMs: 0,
    restarts: 0,
    usage: null,
    sessions: 0,
    toolCount: null,
    lastError: null,
    ...changes,
  }
}
