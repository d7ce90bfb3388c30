import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import { DAY, SECOND, type Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import type { LogStore } from './log-store'

/** Whoever started the service wants an answer first. */
const FIRST_MS = 10 * SECOND

export interface RetentionDeps {
  store: Pick<LogStore, 'forget'>
  clock: Clock
  log: Logger
  /** 0: nothing is removed by age. */
  keepDays: number
}

/** Removes lines of all logs older than the setting says: soon after the start, then once a day. */
export function enforceRetention({ store, clock, log, keepDays }: RetentionDeps): Disposable {
  const timers = new DisposableStore()
  if (keepDays === 0) return timers
  const forget = async (): Promise<void> => {
    try {
      await store.forget(clock.epochMs() - keepDays * DAY, [], null)
    } catch (error) {
      log.warn(`Old log lines could not be removed; tried again in a day: ${errorText(error)}`)
    }
  }
  timers.add(clock.after(FIRST_MS, () => void forget()))
  timers.add(clock.every(DAY, () => void forget()))
  return timers
}
