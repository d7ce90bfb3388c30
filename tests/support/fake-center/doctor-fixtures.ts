import type { DoctorCheck, DoctorReport } from '@shared/domain/doctor'
import type { ServiceSnapshot } from '@shared/domain/service'

const steps = [
  ['state', 'What OmniMind knows of the service', 'It is ready, pid 48210.'],
  ['handshake', 'It answers the greeting', 'memory 1.0 answered in 9 ms.'],
  ['revisions', 'Protocol revisions', 'It speaks 2026-07-28 and 2025-11-25.'],
  ['lists', 'It lists what it offers', '11 tools, 0 prompts, 1 resource.'],
  ['definitions', 'Definitions of the tools', '11 tools, about 1240 tokens.'],
  ['call', 'A harmless call', '"read_graph" answered in 4 ms.'],
  ['speed', 'It answers quickly', '1.1 ms, median of 5.'],
] as const
export const stepTitles: readonly string[] = steps.map(([, title]) => title)

/** What the doctor finds: nothing in a service that works, and its state's own trouble otherwise. */
export function makeReport(service: ServiceSnapshot): DoctorReport {
  const trouble = troubleOf(service)
  const at = steps.findIndex(([step]) => step === trouble?.step)
  const checks = steps.map(([step, title, text], index): DoctorCheck => {
    const nothing = { code: null, name: null, meaning: null, nextStep: null, evidence: [], durationMs: 3 }
    if (trouble && step === trouble.step) return { title, durationMs: 12, ...trouble }
    if (trouble && service.state.kind !== 'degraded' && index > at)
      return {
        step,
        title,
        verdict: 'skipped',
        text: 'Not looked at, because of what stands above.',
        ...nothing,
      }
    return { step, title, verdict: 'ok', text, ...nothing }
  })
  return {
    target: { kind: 'service', title: service.title },
    at: Date.now(),
    durationMs: 412,
    verdict: trouble?.verdict ?? 'ok',
    complete: true,
    summary: trouble?.text ?? 'Nothing is wrong: 11 tools, answers in 1.1 ms.',
    code: trouble?.code ?? null,
    nextStep: trouble?.nextStep ?? null,
    checks,
    facts: {
      server: trouble ? null : `${service.id} 1.0`,
      revisions: trouble ? [] : ['2026-07-28', '2025-11-25'],
      tools: trouble ? null : 11,
      prompts: trouble ? null : 0,
      resources: trouble ? null : 1,
      definitionTokens: trouble ? null : 1_240,
      handshakeMs: trouble ? null : 9,
      roundTripMs: trouble ? null : 1.1,
    },
  }
}

type Trouble = Omit<DoctorCheck, 'title' | 'durationMs' | 'verdict'> & { verdict: 'warning' | 'problem' }

function troubleOf({ id, title, state, wanted }: ServiceSnapshot): Trouble | null {
  if (state.kind === 'stopped' && wanted === 'stopped')
    return {
      step: 'state',
      verdict: 'warning',
      code: 'OMD-601',
      name: 'SERVICE_STOPPED',
      meaning: 'Somebody stopped the service, so it is not examined and clients do not reach it.',
      text: `${title} was stopped by a person.`,
      nextStep: `Start it (omnimind services start ${id}).`,
      evidence: [],
    }
  if (state.kind === 'blocked')
    return {
      step: 'state',
      verdict: 'problem',
      code: 'OMD-604',
      name: 'SETTINGS_INVALID',
      meaning: 'The service cannot start with its present settings, and only a person can mend them.',
      text: `${title} cannot start: a folder does not exist.`,
      nextStep: 'Open its settings and correct them.',
      evidence: [],
    }
  if (state.kind === 'degraded')
    return {
      step: 'state',
      verdict: 'warning',
      code: 'OMD-606',
      name: 'SERVICE_DEGRADED',
      meaning: 'The service runs, but a test that OmniMind makes all the time fails.',
      text: state.problem.message,
      nextStep: 'Restart it; if it stays slow, read its log.',
      evidence: [],
    }
  if (state.kind !== 'failed') return null
  return {
    step: 'state',
    verdict: 'problem',
    code: 'OMD-602',
    name: 'SERVICE_FAILED',
    meaning: 'The service ended or hung so often that OmniMind gives it a rest and tries once an hour.',
    text: `${title} keeps failing and rests: ${state.problem.message}`,
    nextStep: 'Read the last lines of its log.',
    evidence: ['SqliteError: database disk image is malformed', 'code: SQLITE_CORRUPT'],
  }
}
