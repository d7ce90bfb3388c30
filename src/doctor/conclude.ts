import type { DoctorCheck, DoctorReport } from '@shared/domain/doctor'
import { counted } from './shown'

type Examined = Omit<DoctorReport, 'verdict' | 'summary' | 'code' | 'nextStep'>

/**
 * The whole in one sentence: the first problem is the cause, since later steps rest on earlier ones; without one the
 * first warning; without that, what is worth knowing.
 */
export function conclude(examined: Examined): DoctorReport {
  const { checks } = examined
  const first =
    find(checks, 'problem') ??
    find(checks, 'warning') ??
    checks.find(({ verdict, code }) => verdict === 'ok' && code !== null)
  const verdict = find(checks, 'problem') ? 'problem' : find(checks, 'warning') ? 'warning' : 'ok'
  return {
    ...examined,
    verdict,
    summary: verdict === 'ok' ? allWell(examined) : (first?.text ?? ''),
    code: first?.code ?? null,
    nextStep: verdict === 'ok' ? null : (first?.nextStep ?? null),
  }
}

function find(checks: readonly DoctorCheck[], verdict: DoctorCheck['verdict']): DoctorCheck | undefined {
  return checks.find((check) => check.verdict === verdict)
}

function allWell({ target, facts: { tools, roundTripMs } }: Examined): string {
  if (target.kind === 'machine') return 'Nothing is wrong with this machine.'
  const parts = [
    tools === null ? null : counted(tools, 'tool'),
    roundTripMs === null ? null : `answers in ${roundTripMs} ms`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'Nothing is wrong.' : `Nothing is wrong: ${parts.join(', ')}.`
}
