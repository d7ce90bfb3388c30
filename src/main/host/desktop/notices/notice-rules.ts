import { SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { ServiceId, ServiceSnapshot } from '@shared/domain/service'
import type { Notice } from '../../host'
import { failureNotice, manyNotice, recoveryNotice } from './notice-text'
import { ServiceWatch, type Announce } from './service-watch'

/** Failures within this time have one cause more often than not. */
const TOGETHER_MS = SECOND / 2
/** More than this at once are told as one. */
const MANY = 3

export interface NoticeRules extends Disposable {
  note(snapshot: ServiceSnapshot): void
}

/**
 * Decides what a person is told about services.
 *
 * 1. `failed` and `blocked` are told after 2 s; a service that is down and being restarted after 15 s.
 * 2. A recovery is told only if the failure was, once it has lasted 2 s.
 * 3. What a person stops is never told, and ends a trouble silently.
 * 4. A trouble is told once, however often its state changes; many at once are told as one.
 *
 * @param isWanted asked at the moment of telling: the person may switch notices off
 */
export function createNoticeRules(
  clock: Clock,
  isWanted: () => boolean,
  tell: (notice: Notice) => void,
): NoticeRules {
  const watches = new Map<ServiceId, ServiceWatch>()
  const announcer = createAnnouncer(clock, (notice) => {
    if (isWanted()) tell(notice)
  })
  return {
    note(snapshot) {
      const watch = watches.get(snapshot.id) ?? new ServiceWatch(clock, announcer, snapshot)
      watches.set(snapshot.id, watch)
      watch.note(snapshot)
    },
    dispose() {
      for (const watch of watches.values()) watch.dispose()
      announcer.dispose()
    },
  }
}

/** Collects the failures of one moment, so that a common cause gives one notice and not twelve. */
function createAnnouncer(clock: Clock, tell: (notice: Notice) => void): Announce & Disposable {
  let together: ServiceSnapshot[] = []
  let timer: Disposable | null = null
  const flush = (): void => {
    const failed = together
    together = []
    if (failed.length > MANY) tell(manyNotice(failed))
    else for (const snapshot of failed) tell(failureNotice(snapshot))
  }
  return {
    failure(snapshot) {
      together.push(snapshot)
      if (together.length === 1) timer = clock.after(TOGETHER_MS, flush)
    },
    recovery: (snapshot) => tell(recoveryNotice(snapshot)),
    dispose: () => timer?.dispose(),
  }
}
