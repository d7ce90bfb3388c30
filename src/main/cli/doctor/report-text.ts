import type { DoctorCheck, DoctorReport } from '@shared/domain/doctor'
import { verdictMark } from '@shared/domain/doctor-markdown'
import type { CliIo } from '../io'
import { paint, table } from '../text'

const colors = { ok: 'green', warning: 'yellow', problem: 'red', skipped: 'gray' } as const

/** One report in full; of several, a line each and then those with something to tell. */
export function reportsText(io: Pick<CliIo, 'color'>, reports: readonly DoctorReport[]): string {
  const [only] = reports
  if (reports.length === 1 && only) return reportText(io, only)
  const rows = reports.map((report) => [report.target.title, mark(io, report.verdict), report.summary])
  const told = reports.filter(({ verdict }) => verdict !== 'ok')
  return [table(['', 'VERDICT', 'WHAT'], rows), ...told.map((report) => reportText(io, report))].join('\n\n')
}

function reportText(io: Pick<CliIo, 'color'>, report: DoctorReport): string {
  const { target, verdict, summary, code, nextStep, checks } = report
  const rows = checks.map((check) => [`  ${mark(io, check.verdict)}`, check.title, what(check)])
  return [
    `${mark(io, verdict)}: ${target.title}`,
    `${summary}${verdict !== 'ok' && code ? ` (${code})` : ''}`,
    ...(nextStep ? [`Next step: ${nextStep}`] : []),
    '',
    table(['  CHECK', '', ''], rows).split('\n').slice(1).join('\n'),
    ...checks.flatMap(evidence),
  ].join('\n')
}

function what({ code, name, text }: DoctorCheck): string {
  return code === null ? text : `${text} [${code} ${name}]`
}

function evidence({ title, evidence: lines }: DoctorCheck): string[] {
  return lines.length === 0 ? [] : ['', `  Seen at "${title}":`, ...lines.map((line) => `    ${line}`)]
}

function mark(io: Pick<CliIo, 'color'>, verdict: DoctorCheck['verdict']): string {
  return paint(io, colors[verdict], verdictMark(verdict))
}
