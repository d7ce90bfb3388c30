import type { DoctorReport } from '@shared/domain/doctor'
import type { Probe } from '@shared/domain/manifest'
import { isServing, type Block, type ServiceSnapshot } from '@shared/domain/service'
import { SECOND } from '@shared/lib/clock'
import { converse } from './examine-endpoint'
import { Examination, type ExaminationOptions, type Step } from './examination'
import { Found, type Finding } from './finding'
import { conversationPlan } from './server/examine-conversation'
import { explainLastWords } from './program/last-words'
import { whenHeard } from './service/when-heard'
import { whenSettled, type Watched } from './service/when-settled'
import type { StepId } from './steps'

export interface ServiceTarget extends Watched {
  /** Its address at the gateway. */
  url: string
  token: string
  /** The harmless call of its manifest, where it is known. */
  probe?: Probe | null
  /** What it printed or logged around its last end, or since its start, oldest first. */
  lastWords: (snapshot: ServiceSnapshot) => Promise<readonly string[]>
}

const plan: readonly StepId[] = ['state', 'handshake', 'revisions', ...conversationPlan]
const OFTEN = 3

/**
 * Examines a service of a running OmniMind: what OmniMind knows of it, then through the gateway, as a client would. One
 * that sleeps is started, one that starts is waited for: until then the gateway would answer in its place.
 */
export async function examineService(
  target: ServiceTarget,
  options: ExaminationOptions = {},
): Promise<DoctorReport> {
  const { url, token, probe = null } = target
  const exam = new Examination({ kind: 'service', title: target.snapshot.title }, plan, options, [token])
  const serving = await exam.step('state', async (step) => {
    const snapshot = await whenSettled(exam, target)
    tellState(step, snapshot, isServing(snapshot.state) ? [] : await target.lastWords(snapshot), exam)
    const headers = { authorization: `Bearer ${token}` }
    const door = { url: new URL(url), headers, clock: exam.clock, signal: exam.signal }
    if (snapshot.kind === 'external') await whenHeard(exam, door)
    return { door, toolCount: snapshot.toolCount }
  })
  if (!serving) return exam.report()
  const { door, toolCount } = serving
  await converse(exam, door, { probe, toolCount })
  return exam.report()
}

/** @throws Found when there is no use in asking the service itself */
function tellState(
  step: Step,
  snapshot: ServiceSnapshot,
  lastWords: readonly string[],
  { limits: { startMs } }: Examination,
): void {
  const stop = standstill(snapshot, lastWords)
  if (stop) throw new Found(stop)
  const { state, restarts, title, pid, kind } = snapshot
  if (!isServing(state)) throw new Found(notReady(snapshot, lastWords, startMs))
  if (state.kind === 'degraded')
    step.found({ code: 'SERVICE_DEGRADED', text: state.problem.message, ...next(state.problem.nextStep) })
  else if (restarts >= OFTEN) {
    const why = snapshot.lastError ? ` The last time: ${snapshot.lastError.message}` : ''
    step.found({
      code: 'RESTARTS_OFTEN',
      text: `${title} was restarted ${restarts} times in 24 hours.${why}`,
    })
  }
  step.fine(`${title} is ready${pid === null ? '' : `, pid ${pid}`}.`)
  // What is told of greeting, lists and speed is then of the gateway.
  if (kind === 'external') step.fine('The gateway greets, lists and answers pings for it.')
}

/** It had all the time a start may take. */
function notReady(
  { title, state, lastError }: ServiceSnapshot,
  lastWords: readonly string[],
  waitedMs: number,
): Finding {
  const doing = state.kind === 'starting' && state.detail ? `: ${state.detail}` : ''
  const before = lastError ? ` Before, it ended: ${lastError.message}` : ''
  return {
    code: 'SERVICE_NOT_READY',
    text: `${title} did not get ready within ${waitedMs / SECOND} s${doing}.${before}`,
    evidence: lastWords.slice(-8),
  }
}

function standstill(
  { id, title, wanted, state, lastError, restarts }: ServiceSnapshot,
  lastWords: readonly string[],
): Finding | null {
  if (state.kind === 'blocked') return blocked(title, state.block)
  const isDown = ['failed', 'backing-off', 'starting'].includes(state.kind) && lastError !== null
  // Its own words say more than that it ended.
  const told = isDown || state.kind === 'failed' ? explainLastWords(lastWords) : null
  const often = state.kind === 'failed' || restarts > 1
  if (told) return { ...told, text: `${title} ${often ? 'ends again and again' : 'ended'}. ${told.text}` }
  if (state.kind === 'failed')
    return {
      evidence: lastWords.slice(-8),
      code: 'SERVICE_FAILED',
      text: `${title} keeps failing and rests: ${state.problem.message}`,
      nextStep: state.problem.nextStep ?? `Read its log (omnimind logs ${id}), then start it again.`,
    }
  if (!isServing(state) && lastError?.code === 'UNAUTHORIZED')
    return { code: 'SERVICE_WAITS_FOR_SIGN_IN', text: lastError.message, ...next(lastError.nextStep) }
  if (state.kind === 'backing-off')
    return {
      code: 'SERVICE_RESTARTING',
      text: `${title} ended and waits for its next start: ${state.problem.message}`,
      evidence: lastWords.slice(-8),
      ...next(state.problem.nextStep),
    }
  const isStopped = state.kind === 'stopping' || state.kind === 'stopped'
  if (!isStopped || wanted === 'running') return null
  return {
    code: 'SERVICE_STOPPED',
    text: `${title} was stopped by a person.`,
    nextStep: `Start it (omnimind services start ${id}).`,
  }
}

function blocked(title: string, block: Block): Finding {
  if (block.kind === 'configuration') {
    const { message, nextStep } = block.problem
    return { code: 'SETTINGS_INVALID', text: `${title} cannot start: ${message}`, ...next(nextStep) }
  }
  const { port, command, pid } = block.holder
  const who = [command, pid === null ? null : `pid ${pid}`].filter(Boolean).join(', ') || 'another program'
  return { code: 'PORT_HELD', text: `${title} cannot have port ${port}: it is held by ${who}.` }
}

function next(nextStep: string | undefined): { nextStep?: string } {
  return nextStep === undefined ? {} : { nextStep }
}
