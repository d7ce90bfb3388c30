import { registry } from '@servers/registry'

const asleep = registry.filter(({ mode }) => mode === 'on-demand').length

/** What the top line and the tray say of a fresh center: those always on, and those that sleep until they are needed. */
export const freshState = `${registry.length - asleep} services ready, ${asleep} asleep`
/** The same after one of those always on was stopped. */
export const oneStopped = `${registry.length - asleep - 1} services ready, ${asleep} asleep, 1 stopped`
export const allReady = `All ${registry.length} services ready`
/** In the order of the list, as in the tray. */
export const sleepers = registry.filter(({ mode }) => mode === 'on-demand').map(({ title }) => title)
