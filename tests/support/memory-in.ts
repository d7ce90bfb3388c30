import { expect } from 'vitest'
import type { World } from './supervisor-world'

/** Short words for the service `memory` of a world that is made anew for each test. */
export function memoryIn(world: () => World) {
  const advance = (ms: number): Promise<void> => world().clock.advance(ms)
  return {
    advance,
    memory: () => world().process('memory'),
    snapshot: () => world().supervisor.get('memory'),
    route: () => world().supervisor.routeOf('memory'),
    /** Starts it, by what is wanted. */
    ready: async (): Promise<void> => {
      world().supervisor.startWanted()
      await advance(0)
      expect(world().state('memory')).toBe('ready')
    },
  }
}
