import type { DoctorReport } from '@shared/domain/doctor'
import { isServing, type Block, type ServiceSnapshot } from '@shared/domain/service'
import { converse } from './examine-endpoint'
import { Examination, type ExaminationOptions, type Step } from './examination'
import { Found, type Finding } from './finding'
import { conversationPlan } from './server/examine-conversation'
import { explainLastWords } from './program/last-words'
import type { Probe } from './server/harmless-call'
import type { StepId } from './steps'

export interface ServiceTarget {
  snapshot: ServiceSnapshot
  /** Its address at the gateway. */
  url: string
  token: string
  /** The harmless call of its manifest, where it is known. */
  probe?: Probe | null
  /** What it printed or logged before it ended, oldest first. */
  lastWords?: readonly string[]
}

const plan: readonly StepId[] = ['state', 'handshake', 'revisions', ...conversationPlan]
const OFTEN = 3

/**
 * Examines a service of a running OmniMind: what OmniMind knows of it, then through the gateway, as a client would. One
 * that sleeps is started by that.
 */
export async function examineService(
  { snapshot, url, token, probe = null, lastWords = [] }: ServiceTarget,
  options: ExaminationOptions = {},
): Promise<DoctorReport> {
  const exam = new Examination({ kind: 'service', title: snapshot.title }, plan, options, [token])
  const address = await exam.step('state', (step) => {
    tellState(step, snapshot, lastWords)
    return new URL(url)
  })
  if (!address) return exam.report()
  // A service that starts now may still be downloading.
  const headers = { authorization: `Bearer ${token}` }
  const door = { url: address, headers, clock: exam.clock, signal: exam.signal }
  await converse(exam, door, { probe, toolCount: snapshot.toolCount }, exam.limits.startMs)
  return exam.report()
}

/** @throws Found when there is no use in asking the service itself */
function tellState(step: Step, snapshot: ServiceSnapshot, lastWords: readonly string[]): void {
  const stop = standstill(snapshot, lastWords)
  if (stop) throw new Found(stop)
  const { state, restarts, title } = snapshot
  if (state.kind === 'degraded')
    step.found({ code: 'SERVICE_DEGRADED', text: state.problem.message, ...next(state.problem.nextStep) })
  else if (restarts >= OFTEN) {
    const why = snapshot.lastError ? ` The last time: ${snapshot.lastError.message}` : ''
    step.found({
      code: 'RESTARTS_OFTEN',
      text: `${title} was restarted ${restarts} times in 24 hours.${why}`,
    })
  }
  if (isServing(state)) step.fine(`${title} is ready${snapshot.pid === null ? '' : `, pid ${snapshot.pid}`}.`)
  else if (state.kind === 'stopped') step.fine(`${title} sleeps until it is needed; this starts it.`)
  else step.fine(`${title} is on its way.`)
}

function standstill(
  { id, title, wanted, state, lastError }: ServiceSnapshot,
  lastWords: readonly string[],
): Finding | null {
  if (state.kind === 'blocked') return blocked(title, state.block)
  const isDown = state.kind === 'failed' || state.kind === 'backing-off'
  // Its own words say more than that it ended.
  const told = isDown ? explainLastWords(lastWords) : null
  if (told) return { ...told, text: `${title} ends again and again. ${told.text}` }
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
  const isStopped = state.kind === 'stopping' || (state.kind === 'stopped' && wanted === 'stopped')
  if (!isStopped) return null
  return {
    code: 'SERVICE_STOPPED',
    text: `${title} was stopped by a person.`,
    nextStep: `Start it: omnimind services start ${id}, or the button on its page.`,
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
