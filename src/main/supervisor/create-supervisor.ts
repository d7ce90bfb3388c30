import { SECOND } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import { Roster } from './roster'
import { stopInReverse } from './stop-in-reverse'
import type { Supervisor, SupervisorDeps } from './supervisor'

const AFTER_RESUME_MS = 10 * SECOND
const RESUME_STAGGER_MS = 250

export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const roster = new Roster(deps)
  let resuming = new DisposableStore()
  return {
    has: (id) => roster.has(id),
    list: () => roster.inListOrder().map((service) => service.snapshot()),
    get: (id) => roster.named(id).snapshot(),
    routeOf: (id) => roster.named(id).route,
    onChange: (listener) => roster.changes.on(listener),
    onEvent: (listener) => roster.events.on(listener),
    onRoute: (listener) => roster.routes.on(listener),

    start: async (id) => roster.named(id).start(),
    stop: async (id) => roster.named(id).stop(),
    restart: async (id) => roster.named(id).restart(),
    startAll: () => all(roster.inStartOrder().map((service) => service.start())),
    stopAll: () =>
      all(
        roster
          .inStartOrder()
          .toReversed()
          .map((service) => service.stop()),
      ),
    startWanted: () => roster.inStartOrder().forEach((service) => service.startIfWanted()),

    wake: (id) => roster.named(id).wake(),
    noteTraffic: (id, traffic) => roster.named(id).noteTraffic(traffic),
    block: (id, block) => roster.named(id).block(block),
    unblock: (id) => roster.named(id).unblock(),
    reconfigured: (id) => roster.named(id).reconfigured(),
    limitsChanged: () => roster.inStartOrder().forEach((service) => service.limitsChanged()),

    add: (manifest, how) => roster.add(manifest, how).startIfWanted(),
    update: (manifest, isNewProgram) => {
      const service = roster.named(manifest.id)
      service.redescribe(manifest)
      if (isNewProgram) service.relaunch()
    },
    relaunch: (id) => roster.named(id).relaunch(),
    remove: async (id) => {
      const service = roster.named(id)
      await service.quit()
      roster.remove(service)
    },
    onListChange: (listener) => roster.lists.on(listener),

    suspend: () => {
      resuming.dispose()
      for (const service of roster.inStartOrder()) service.suspend()
    },
    resume: () => {
      resuming.dispose()
      resuming = new DisposableStore()
      for (const [index, service] of roster.inStartOrder().entries()) {
        const delayMs = AFTER_RESUME_MS + index * RESUME_STAGGER_MS
        resuming.add(deps.clock.after(delayMs, () => service.resume()))
      }
    },
    shutdown: async () => {
      resuming.dispose()
      await stopInReverse(roster.inStartOrder(), deps.clock)
    },
  }
}

/** Waits for every one, also when one fails; then fails with that. */
async function all<T>(promises: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}
