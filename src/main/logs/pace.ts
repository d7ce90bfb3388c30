/** One piece of work may hold the event loop so long before others get their turn. */
const MAX_TURN_MS = 5
/** The clock costs more than a small step. */
const SMALL_STEPS = 16

/** For work in small steps: tells when it is time to let others have their turn. */
export interface Pace {
  /** To be asked at each step. */
  isDue(): boolean
  rest(): Promise<void>
}

/** @param stepsPerLook 1 for steps that may take milliseconds each */
export function createPace(stepsPerLook = SMALL_STEPS): Pace {
  let since = performance.now()
  let steps = 0
  return {
    isDue: () => ++steps % stepsPerLook === 0 && performance.now() - since > MAX_TURN_MS,
    async rest() {
      await new Promise((resolve) => void setImmediate(resolve))
      since = performance.now()
    },
  }
}
