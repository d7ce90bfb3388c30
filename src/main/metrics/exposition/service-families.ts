import type { ProcessUsage, ServiceSnapshot, ServiceStateKind } from '@shared/domain/service'
import type { Family, Sample } from './text-format'

const STATES: readonly ServiceStateKind[] = [
  'stopped',
  'starting',
  'ready',
  'degraded',
  'backing-off',
  'failed',
  'stopping',
  'blocked',
]

/** What a process uses; absent where it does not run. */
export type Usages = ReadonlyMap<string, ProcessUsage>

/** State, uptime and restarts of every service. */
export function serviceFamilies(snapshots: readonly ServiceSnapshot[]): Family[] {
  const perService = (valueOf: (service: ServiceSnapshot) => number): Sample[][] =>
    snapshots.map((service) => [{ labels: { service: service.id }, value: valueOf(service) }])
  return [
    {
      name: 'omnimind_service_state',
      type: 'gauge',
      help: 'State of the service: 1 for the present one, 0 for the others.',
      groups: snapshots.map(({ id, state }) =>
        STATES.map((kind) => ({ labels: { service: id, state: kind }, value: Number(state.kind === kind) })),
      ),
    },
    {
      name: 'omnimind_service_uptime_seconds',
      type: 'gauge',
      help: 'Time since the running process of the service started; 0 when none runs.',
      groups: perService(({ uptimeMs }) => uptimeMs / 1_000),
    },
    {
      name: 'omnimind_service_restarts_24h',
      type: 'gauge',
      help: 'Unplanned restarts of the service in the last 24 hours.',
      groups: perService(({ restarts }) => restarts),
    },
    {
      name: 'omnimind_mcp_sessions',
      type: 'gauge',
      help: 'Open MCP sessions of the service.',
      groups: perService(({ sessions }) => sessions),
    },
  ]
}

/** Memory, CPU and event loop of every process, the center and the gateway included. */
export function processFamilies(usages: Usages): Family[] {
  const perProcess = (valueOf: (usage: ProcessUsage) => number): Sample[][] =>
    [...usages].map(([process, usage]) => [{ labels: { service: process }, value: valueOf(usage) }])
  return [
    {
      name: 'omnimind_process_resident_memory_bytes',
      type: 'gauge',
      help: 'Resident memory of the process.',
      groups: perProcess(({ rssBytes }) => rssBytes),
    },
    {
      name: 'omnimind_process_cpu_ratio',
      type: 'gauge',
      help: 'Share of one CPU core that the process used at its last report.',
      groups: perProcess(({ cpuPercent }) => cpuPercent / 100),
    },
    {
      name: 'omnimind_event_loop_lag_seconds',
      type: 'gauge',
      help: 'Delay of the event loop of the process at its last report, 99th percentile.',
      groups: perProcess(({ loopLagMs }) => loopLagMs / 1_000),
    },
  ]
}
