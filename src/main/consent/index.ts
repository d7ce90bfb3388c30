import { randomUUID } from 'node:crypto'
import {
  MAX_CLIENT,
  MAX_TITLE,
  type ConsentAnswer,
  type ConsentChoice,
  type ConsentQuestion,
  type OpenQuestion,
  type StandingConsent,
} from '@shared/domain/consent'
import type { Logger } from '@shared/domain/log'
import { errorText, OmniMindError } from '@shared/errors'
import { MINUTE, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { visibleText } from '@shared/lib/visible-text'
import type { OpenedDatabase } from '../storage'
import { openStandingConsents } from './standing-consents'

/** A built-in tool is given up after 5 minutes; the question ends before, so that its caller hears why. */
const PATIENCE_MS = 4 * MINUTE
/** More questions of one service at once than a person would read are refused. */
const MAX_OPEN = 20

/** Asks the person before a service does what cannot be undone. Without a person the answer is no. */
export interface Consents {
  /** Resolves when the person decided, or cannot be asked. Aborting the signal takes the question away. */
  ask(serviceId: string, question: ConsentQuestion, signal?: AbortSignal): Promise<ConsentAnswer>
  open(): OpenQuestion[]
  /** Whoever listens can ask the person; with nobody listening nobody is there. */
  watch(listener: (open: OpenQuestion[]) => void): Disposable
  /** @throws OmniMindError BAD_INPUT when the question waits no more, or is not of the kind that is remembered */
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
  /** Replaces secrets in what is kept. */
  redact: (text: string) => string
}

interface Waiting extends OpenQuestion {
  finish(answer: ConsentAnswer): void
}

export function createConsents({ db, clock, log, redact }: ConsentDeps): Consents {
  const standing = openStandingConsents(db, redact)
  const waiting = new Map<string, Waiting>()
  const changes = new Emitter<OpenQuestion[]>()
  const asked = new Emitter<OpenQuestion>()
  let watchers = 0
  const open = (): OpenQuestion[] => [...waiting.values()].map(shown)
  const changed = (): void => changes.emit(open())

  const wait = (serviceId: string, question: ConsentQuestion, signal?: AbortSignal): Promise<ConsentAnswer> =>
    new Promise((resolve) => {
      const id = randomUUID()
      const cancel = (): void => finish({ kind: 'refused' })
      const late = clock.after(PATIENCE_MS, () => finish({ kind: 'timed-out' }))
      const finish = (answer: ConsentAnswer): void => {
        if (!waiting.delete(id)) return
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
      const { rememberAs, title, client } = question
      const known = rememberAs === null ? null : standing.find(serviceId, rememberAs, clock.epochMs())
      if (known) {
        log.info(`${serviceId} asked "${title}": ${known}, as answered before`, { client })
        return { kind: known === 'always' ? 'allowed' : 'refused' }
      }
      if (watchers === 0) return { kind: 'nobody-there' }
      const ofService = [...waiting.values()].filter((one) => one.serviceId === serviceId)
      if (ofService.length >= MAX_OPEN) return { kind: 'refused' }
      const answer = await wait(serviceId, question, signal)
      const outcome = signal?.aborted ? 'its caller went away' : answer.kind
      log.info(`${serviceId} asked "${title}": ${outcome}`, { client })
      return answer
    },
    open,
    watch(listener) {
      watchers++
      const listening = changes.on(listener)
      let isOver = false
      return {
        dispose: () => {
          if (!isOver) watchers--
          isOver = true
          listening.dispose()
        },
      }
    },
    answer(id, choice) {
      const entry = waiting.get(id)
      if (!entry) throw new OmniMindError('BAD_INPUT', 'This question no longer waits for an answer.')
      const { serviceId, question } = entry
      const lasts = choice === 'always' || choice === 'never'
      if (lasts && question.rememberAs === null)
        throw new OmniMindError('BAD_INPUT', 'This is asked each time; answer "once" or "refuse".')
      const remembered = lasts && remember(question, { serviceId, choice })
      const answer = { kind: choice === 'once' || choice === 'always' ? 'allowed' : 'refused' } as const
      entry.finish(answer)
      // The same question may wait several times; what was answered for good must not be asked again.
      if (lasts) for (const same of twinsOf(entry)) same.finish(answer)
      return { remembered }
    },
    standing: () => standing.list(),
    forget(id) {
      standing.forget(id)
      return standing.list()
    },
    onAsked: (listener) => asked.on(listener),
  }

  function twinsOf({ serviceId, question }: Waiting): Waiting[] {
    const isTwin = (one: Waiting): boolean =>
      one.serviceId === serviceId && one.question.rememberAs === question.rememberAs
    return [...waiting.values()].filter(isTwin)
  }

  /** The answer holds for this once also when it cannot be stored. */
  function remember(
    question: ConsentQuestion,
    decision: { serviceId: string; choice: 'always' | 'never' },
  ): boolean {
    try {
      standing.decide(question.rememberAs ?? '', { ...decision, question, at: clock.epochMs() })
      return true
    } catch (error) {
      log.error(`An answer could not be remembered: ${errorText(error)}`)
      return false
    }
  }
}

/** Names come from clients: in a window, a notification or a terminal they are one line in which nothing hides. */
function presentable(question: ConsentQuestion): ConsentQuestion {
  const line = (text: string, most: number): string =>
    visibleText(text).replaceAll(/\s+/g, ' ').trim().slice(0, most)
  return {
    ...question,
    title: line(question.title, MAX_TITLE),
    client: question.client === null ? null : line(question.client, MAX_CLIENT),
  }
}

function shown({ id, serviceId, askedAt, expiresAt, question }: OpenQuestion): OpenQuestion {
  return { id, serviceId, askedAt, expiresAt, question }
}
