import type { Display } from 'electron'
import { strict } from '../support/strict.ts'
import { assertReady } from '../support/world.ts'

type Modelled = Pick<Display, 'id' | 'bounds' | 'workArea' | 'scaleFactor'>

/** One screen with a panel at its top. */
const display: Modelled = strict('Display', {
  id: 1,
  bounds: { x: 0, y: 0, width: 1_600, height: 1_000 },
  workArea: { x: 0, y: 28, width: 1_600, height: 972 },
  scaleFactor: 1,
})

export const screen = strict('screen', {
  getPrimaryDisplay(): Modelled {
    assertReady('screen')
    return display
  },
  getAllDisplays(): Modelled[] {
    assertReady('screen')
    return [display]
  },
})
