import type { StatusReport } from '@shared/domain/status'
import { exitCodes } from '@shared/exit-codes'
import type { Command } from '../command'
import { fetchStatus } from '../connection'
import type { CliIo } from '../io'
import { duration, json, paint, stateMark, table } from '../text'

export const status: Command = {
  name: 'status',
  usage: '',
  summary: 'Show what runs, and what needs you.',
  options: {},
  async run(invocation) {
    const report = await fetchStatus(invocation.home)
    invocation.io.out(invocation.json ? json(report) : describe(report, invocation.io))
    return exitCodes.ok
  },
}

function describe(report: StatusReport, io: CliIo): string {
  const rows = report.services.map((service) => [
    service.id,
    stateMark(io, service.state),
    String(service.port),
    service.pid === null ? '-' : String(service.pid),
    service.pid === null ? '-' : duration(service.uptimeMs),
    String(service.restarts),
  ])
  return [
    `OmniMind ${report.version} (pid ${report.pid}): ${sentence(report)}`,
    ...(rows.length === 0
      ? []
      : ['', table(['SERVICE', 'STATE', 'PORT', 'PID', 'UPTIME', 'RESTARTS'], rows)]),
    ...troubles(report, io),
  ].join('\n')
}

/** `3 services ready, 1 needs you`; the control plane itself is not counted as one. */
function sentence({ services, state }: StatusReport): string {
  const count = (kinds: string[]): number =>
    services.filter(({ tier, state: kind }) => tier !== 0 && kinds.includes(kind)).length
  const ready = count(['ready', 'degraded'])
  const needy = count(['failed', 'blocked'])
  const needs = needy === 0 ? '' : `, ${needy} ${needy === 1 ? 'needs' : 'need'} you`
  return `${ready} ${ready === 1 ? 'service' : 'services'} ready${needs}${state === 'ready' ? '' : ` (${state})`}`
}

function troubles({ services }: StatusReport, io: CliIo): string[] {
  return services
    .filter(({ state, lastError }) => lastError && !['ready', 'stopped', 'starting'].includes(state))
    .map(({ id, lastError }) =>
      `\n${paint(io, 'red', id)}: ${lastError?.message} ${lastError?.nextStep ?? ''}`.trimEnd(),
    )
}
