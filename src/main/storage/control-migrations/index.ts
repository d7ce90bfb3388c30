import type { Migration } from '../database'
import { calls } from './0001-calls'
import { serviceEvents } from './0002-service-events'

/** The schema of control.db, oldest first: append only. */
export const controlMigrations: readonly Migration[] = [calls, serviceEvents]
