import { StrictEmitter } from '../support/strict.ts'

/** No machine sleeps here; tests emit the events. */
export const powerMonitor = new StrictEmitter('powerMonitor', ['suspend', 'resume'])
