import type { Settings } from '@shared/domain/settings'
import { SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { Consents } from '../consent'
import type { Host } from '../host/host'

/** A client that asks again and again must not fill the person's screen. */
const QUIET_MS = 30 * SECOND

export interface QuestionNoticeDeps {
  consents: Pick<Consents, 'onAsked'>
  host: Pick<Host, 'notify'>
  settings: () => Pick<Settings, 'notifications'>
  clock: Pick<Clock, 'monotonicMs'>
}

/** Tells the person, wherever they are, that a client waits for an answer. */
export function tellOfQuestions({ consents, host, settings, clock }: QuestionNoticeDeps): Disposable {
  let quietUntil = -Infinity
  return consents.onAsked(({ serviceId, question: { title, client } }) => {
    if (!settings().notifications || clock.monotonicMs() < quietUntil) return
    quietUntil = clock.monotonicMs() + QUIET_MS
    host.notify({
      title: `${title}?`,
      body: `${client ?? 'A client'} asks by way of ${serviceId}.`,
      serviceId,
    })
  })
}
