import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MINUTE } from '@shared/lib/clock'
import type { LogEntry } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import {
  unknownHealth,
  type RunMode,
  type ServiceEvent,
  type Tier,
  type Wanted,
} from '@shared/domain/service'
import { FakeHost, type FakeProcess } from './fake-process'
import { VirtualClock } from './virtual-clock'
import type { ProbeResult } from '../../src/main/supervisor/probe-schedule'
import { createSupervisor } from '../../src/main/supervisor/create-supervisor'
import type { RouteChange, Supervisor, SupervisorDeps } from '../../src/main/supervisor/supervisor'

/** A supervisor in a world without processes and without waiting. */
export interface World {
  clock: VirtualClock
  host: FakeHost
  supervisor: Supervisor
  events: ServiceEvent[]
  routes: RouteChange[]
  log: LogEntry[]
  wanted: Map<string, Wanted>
  modes: Map<string, RunMode>
  /** Setting values of every service. */
  values: Record<string, string>
  limits: { memoryBytes: number; idleStopMs: number }
  /** How the probe answers; `hangs` answers only when it is given up. */
  probe: 'works' | 'fails' | 'hangs'
  process(id: string): FakeProcess
  /** The state of a service, as a word. */
  state(id: string): string
  kinds(id: string): string[]
  dispose(): void
}

export const MB = 1024 * 1024

export function manifestOf(id: string, tier: Tier = 1, mode: RunMode = 'always'): ServiceManifest {
  const title = `${id[0]?.toUpperCase()}${id.slice(1)}`
  const probe = { tool: 'ping', arguments: {} }
  return { id, title, description: '', port: 4_321, tier, mode, settings: [], probe, permissions: [] }
}

/** Processes come up by themselves unless `host.onSpawn` is replaced. */
export function createWorld(
  manifests: readonly ServiceManifest[] = [manifestOf('memory')],
  more: Partial<SupervisorDeps> = {},
): World {
  const folder = mkdtempSync(join(tmpdir(), 'om-sup-'))
  const clock = new VirtualClock()
  const host = new FakeHost()
  host.onSpawn = (process) => process.listening()
  const world = {
    clock,
    host,
    events: [],
    routes: [],
    log: [],
    wanted: new Map(),
    modes: new Map(manifests.map(({ id, mode }) => [id, mode])),
    values: { greeting: 'hello' },
    limits: { memoryBytes: 512 * MB, idleStopMs: 15 * MINUTE },
    probe: 'works',
    process: (id: string) => host.last(id),
    state: (id: string) => world.supervisor.get(id).state.kind,
    kinds: (id: string) => world.events.filter(({ serviceId }) => serviceId === id).map(({ kind }) => kind),
    dispose: () => rmSync(folder, { recursive: true }),
  } as Omit<World, 'supervisor'> as World
  world.supervisor = createSupervisor({
    clock,
    spawn: host.spawn,
    log: (entry) => world.log.push(entry),
    redact: (text: string) => text,
    runDir: join(folder, 'run'),
    dataDirOf: (id) => join(folder, 'data', id),
    manifests,
    config: (id) => ({
      wanted: world.wanted.get(id) ?? 'running',
      mode: world.modes.get(id) ?? 'always',
      values: { ...world.values },
      port: 4_321,
      defaultPort: 4_321,
      url: 'http://localhost:4321/mcp',
    }),
    // As the settings do: told to the supervisor before it returns.
    saveWanted: (id, wanted) => {
      world.wanted.set(id, wanted)
      world.supervisor.reconfigured(id)
    },
    limits: () => world.limits,
    policy: 'standard',
    random: () => 1,
    probe: (_endpoint, _manifest, signal) => answer(world, signal),
    readMemory: null,
    ...more,
  })
  world.supervisor.onEvent((event) => world.events.push(event))
  world.supervisor.onRoute((change) => world.routes.push(change))
  return world
}

function answer({ probe, clock }: World, signal: AbortSignal): Promise<ProbeResult> {
  const { handshake } = unknownHealth
  const proven = { verdict: 'proven', at: clock.epochMs(), detail: null } as const
  if (probe === 'works')
    return Promise.resolve({ handshake: proven, tools: proven, call: proven, toolCount: 9, problem: null })
  const problem = { code: 'SERVICE_UNAVAILABLE', message: 'It does not answer.' } as const
  const failed = { handshake, tools: handshake, call: handshake, toolCount: null, problem }
  if (probe === 'fails') return Promise.resolve(failed)
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(failed)))
}
