import { MINUTE, SECOND } from '@shared/lib/clock'
import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../../tests/support/random'
import { createWorld, manifestOf, type World } from '../../../tests/support/supervisor-world'

const holder = { port: 4_321, address: '::1', pid: 77, command: 'nginx', user: null, isOmniMind: false }
const ids = ['memory', 'git']

/** Everything that may happen to a supervisor; the lifecycle throws on a state that cannot follow. */
const happenings: ((world: World, random: Random, id: string) => void)[] = [
  ({ supervisor }, _, id) => void supervisor.start(id),
  ({ supervisor }, _, id) => void supervisor.stop(id),
  ({ supervisor }, _, id) => void supervisor.restart(id),
  ({ supervisor }, _, id) => supervisor.wake(id),
  ({ supervisor }, _, id) => supervisor.block(id, { kind: 'port-held', holder }),
  ({ supervisor }, _, id) => supervisor.unblock(id),
  ({ supervisor, values }, random, id) => {
    values['greeting'] = String(random.below(3))
    supervisor.reconfigured(id)
  },
  ({ supervisor }) => supervisor.suspend(),
  ({ supervisor }) => supervisor.resume(),
  ({ host }, random) => host.alive().forEach((process) => random.chance(0.5) && process.crash()),
  ({ host }, random) => host.alive().forEach((process) => random.chance(0.3) && process.hang()),
  ({ host }) => host.processes.at(-1)?.crash(78),
  ({ host }) => host.alive().forEach((process) => (process.manners = 'ignores SIGTERM')),
  (world, random) => (world.probe = random.pick(['works', 'works', 'fails', 'hangs'])),
  ({ clock }) => clock.stall(MINUTE),
  ({ clock }) => clock.jumpWall(60 * MINUTE),
]

function checkPromises(world: World): void {
  for (const id of ids) {
    const alive = world.host.alive().filter(({ name }) => name === id)
    expect(alive.length, `processes of ${id}`).toBeLessThanOrEqual(1)
    const { state, pid } = world.supervisor.get(id)
    const route = world.supervisor.routeOf(id)
    expect(pid, `${id} is ${state.kind}`).toBe(alive[0]?.pid ?? null)
    if (['stopped', 'backing-off', 'failed', 'blocked'].includes(state.kind)) expect(pid).toBeNull()
    if (route.kind === 'up') expect(route.endpoint).toBe(alive[0]?.endpoint)
    expect(route.kind === 'up').toBe(state.kind === 'ready' || state.kind === 'degraded')
  }
}

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'whatever happens: one process at most, told as it is, none left after shutdown (seed %i)',
  async (seed) => {
    const random = createRandom(seed)
    const policy = random.chance(0.3) ? 'immediate' : 'standard'
    const manifests = [manifestOf('memory'), manifestOf('git', 2, 'on-demand')]
    const world = createWorld(manifests, { policy, random: () => random.below(1_000) / 1_000 })
    world.supervisor.startWanted()
    for (let step = 0; step < 150; step++) {
      random.pick(happenings)(world, random, random.pick(ids))
      checkPromises(world)
      await world.clock.advance(random.pick([0, 1, 500, 5 * SECOND, 20 * SECOND, 20 * MINUTE]))
      checkPromises(world)
    }
    const done = world.supervisor.shutdown()
    await world.clock.advance(7 * SECOND)
    await done
    expect(world.host.alive()).toEqual([])
    await world.clock.advance(60 * MINUTE)
    expect([world.host.alive().length, world.clock.pendingTimers]).toEqual([0, 0])
    world.dispose()
  },
)
