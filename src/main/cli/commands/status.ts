import type { StatusReport } from '@shared/domain/status'
import { wholeState } from '@shared/domain/whole-state'
import { exitCodes } from '@shared/exit-codes'
import { noMore, type Command } from '../command'
import { fetchStatus } from '../connection'
import type { CliIo } from '../io'
import { duration, json, paint, printable, sentences, stateLabel, table } from '../text'

export const status: Command = {
  name: 'status',
  usage: '',
  summary: 'Show what runs, and what needs you.',
  options: {},
  async run(invocation) {
    noMore(invocation.words, 'status')
    const report = await fetchStatus(invocation.home)
    invocation.io.out(invocation.json ? json(report) : describe(report, invocation.io))
    return exitCodes.ok
  },
}

function describe(report: StatusReport, io: CliIo): string {
  const rows = report.services.map((service) => [
    service.id,
    stateLabel(io, service.state),
    String(service.port),
    service.pid === null ? '-' : String(service.pid),
    service.pid === null ? '-' : duration(service.uptimeMs),
    String(service.restarts),
  ])
  return [
    `OmniMind ${report.version} (pid ${report.pid}): ${summary(report)}`,
    ...(rows.length === 0
      ? []
      : ['', table(['SERVICE', 'STATE', 'PORT', 'PID', 'UPTIME', 'RESTARTS'], rows)]),
    ...troubles(report, io),
  ].join('\n')
}

/** `3 services ready, 1 needs you`, as the window and the tray say it, and the program's own state when it differs. */
function summary({ services, state }: StatusReport): string {
  const whole = wholeState(services.map((service) => ({ ...service, state: { kind: service.state } })))
  return state === 'ready' ? whole : `${whole} (${state})`
}

/** A service that works again is quiet about what happened, unless it came back without its data. */
function troubles({ services }: StatusReport, io: CliIo): string[] {
  return services.flatMap(({ id, state, lastError }) => {
    const isOver = ['ready', 'stopped', 'starting'].includes(state)
    if (lastError === null || (isOver && lastError.code !== 'DATABASE_DAMAGED')) return []
    return `\n${paint(io, 'red', id)}: ${printable(io, sentences(lastError.message, lastError.nextStep))}`
  })
}
