import { randomUUID } from 'node:crypto'
import {
  LastingChoice,
  type ConsentAnswer,
  type ConsentChoice,
  type ConsentQuestion,
  type OpenQuestion,
  type StandingConsent,
} from '@shared/domain/consent'
import type { Logger } from '@shared/domain/log'
import { errorText, OmniMindError } from '@shared/errors'
import { MINUTE, SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { Redactor } from '../redaction'
import type { OpenedDatabase } from '../storage'
import { createAudit, type Outcome } from './audit'
import { presentable } from './presentable'
import { openStandingConsents, type Decision } from './standing-consents'

/** A built-in tool is given up after 5 minutes; the question ends before, so that its caller hears why. */
const PATIENCE_MS = 4 * MINUTE
/** More than a person would read: of one client, and of all by one service, since a client names itself as it likes. */
const MAX_OF_CLIENT = 10
const MAX_OPEN = 100
/** A page that is loaded again is back before. */
const NOBODY_THERE_MS = 10 * SECOND

/** Asks the person before a service does what cannot be undone. Without a person the answer is no. */
export interface Consents {
  /** Resolves when the person decided, or cannot be asked. Aborting the signal takes the question away. */
  ask(serviceId: string, question: ConsentQuestion, signal?: AbortSignal): Promise<ConsentAnswer>
  open(): OpenQuestion[]
  /** Whoever listens can ask the person; with nobody listening nobody is there. */
  watch(listener: (open: OpenQuestion[]) => void): Disposable
  /** @throws OmniMindError BAD_INPUT when the question waits no more, or does not offer this choice */
  answer(id: string, choice: ConsentChoice): { remembered: boolean }
  standing(): StandingConsent[]
  forget(id: number): StandingConsent[]
  /** A question begins to wait for the person. */
  onAsked(listener: (open: OpenQuestion) => void): Disposable
}

export interface ConsentDeps {
  db: OpenedDatabase
  clock: Clock
  log: Logger
  /** The trail of what people decided. */
  audit: Logger
  /** Replaces secrets in what is kept. */
  redact: Redactor
}

interface Waiting extends OpenQuestion {
  finish(answer: ConsentAnswer, outcome: Outcome, answerId?: number | null): void
}

export function createConsents({ db, clock, log, redact, ...deps }: ConsentDeps): Consents {
  const standing = openStandingConsents(db, redact)
  const audit = createAudit(deps.audit, clock, redact)
  const waiting = new Map<string, Waiting>()
  const changes = new Emitter<OpenQuestion[]>()
  const asked = new Emitter<OpenQuestion>()
  let watchers = 0
  let leaving: Disposable | null = null
  const open = (): OpenQuestion[] => [...waiting.values()].map(shown)
  const changed = (): void => changes.emit(open())

  const wait = (serviceId: string, question: ConsentQuestion, signal?: AbortSignal): Promise<ConsentAnswer> =>
    new Promise((resolve) => {
      const id = randomUUID()
      const cancel = (): void => finish({ kind: 'refused' }, 'its caller went away')
      const late = clock.after(PATIENCE_MS, () => finish({ kind: 'timed-out' }, 'timed-out'))
      const finish: Waiting['finish'] = (answer, outcome, answerId = null) => {
        if (!waiting.delete(id)) return
        audit(serviceId, question, outcome, answerId)
        late.dispose()
        signal?.removeEventListener('abort', cancel)
        resolve(answer)
        changed()
      }
      const askedAt = clock.epochMs()
      const entry = { id, serviceId, askedAt, expiresAt: askedAt + PATIENCE_MS, question, finish }
      waiting.set(id, entry)
      signal?.addEventListener('abort', cancel)
      asked.emit(shown(entry))
      changed()
      if (signal?.aborted) cancel()
    })

  return {
    async ask(serviceId, asked, signal) {
      const question = presentable(asked)
      const { lasting, client } = question
      const known = standing.find(serviceId, lasting, clock.epochMs())
      if (known) {
        audit(serviceId, question, `${known.choice}, as answered before`, known.id)
        return { kind: kindOf(known.choice) }
      }
      const unasked = watchers === 0 ? 'nobody-there' : isCrowded(serviceId, client) ? 'too-many' : null
      if (unasked === null) return await wait(serviceId, question, signal)
      audit(serviceId, question, unasked, null)
      return { kind: unasked }
    },
    open,
    watch(listener) {
      watchers++
      leaving?.dispose()
      const listening = changes.on(listener)
      let isOver = false
      return {
        dispose: () => {
          if (isOver) return
          isOver = true
          listening.dispose()
          if (--watchers === 0) leaving = clock.after(NOBODY_THERE_MS, endAll)
        },
      }
    },
    answer(id, choice) {
      const entry = waiting.get(id)
      if (!entry) throw new OmniMindError('BAD_INPUT', 'This question no longer waits for an answer.')
      const { serviceId, question } = entry
      const answer = { kind: kindOf(choice) }
      const lasting = LastingChoice.safeParse(choice).data
      if (!lasting) {
        entry.finish(answer, choice)
        return { remembered: false }
      }
      const key = question.lasting[lasting]
      if (key === undefined)
        throw new OmniMindError('BAD_INPUT', `This question cannot be answered by "${lasting}".`)
      const answerId = remember({ serviceId, choice: lasting, key, question })
      // The same question may wait several times; what was answered for good must not be asked again.
      for (const same of [entry, ...twinsOf(entry, lasting)]) same.finish(answer, lasting, answerId)
      return { remembered: answerId !== null }
    },
    standing: () => standing.list(),
    forget(id) {
      standing.forget(id)
      deps.audit.info(`Answer ${id} was taken back: the person is asked again.`)
      return standing.list()
    },
    onAsked: (listener) => asked.on(listener),
  }

  function isCrowded(serviceId: string, client: string | null): boolean {
    const ofService = [...waiting.values()].filter((one) => one.serviceId === serviceId)
    const ofClient = ofService.filter(({ question }) => question.client === client)
    return ofService.length >= MAX_OPEN || ofClient.length >= MAX_OF_CLIENT
  }

  function endAll(): void {
    for (const one of waiting.values()) one.finish({ kind: 'nobody-there' }, 'nobody-there')
  }

  function twinsOf({ serviceId, question }: Waiting, choice: LastingChoice): Waiting[] {
    const isTwin = (one: Waiting): boolean =>
      one.serviceId === serviceId && one.question.lasting[choice] === question.lasting[choice]
    return [...waiting.values()].filter(isTwin)
  }

  /** @returns the answer's id; null when it cannot be stored: then it holds for this once */
  function remember(decision: Omit<Decision, 'at'>): number | null {
    try {
      return standing.decide({ ...decision, at: clock.epochMs() })
    } catch (error) {
      log.error(`An answer could not be remembered: ${errorText(error)}`)
      return null
    }
  }
}

function kindOf(choice: ConsentChoice): 'allowed' | 'refused' {
  return choice === 'refuse' || choice === 'never' ? 'refused' : 'allowed'
}

function shown({ id, serviceId, askedAt, expiresAt, question }: OpenQuestion): OpenQuestion {
  return { id, serviceId, askedAt, expiresAt, question }
}
