import type { Migration } from '../../storage/index'
import { rollups } from './0001-rollups'

/** The schema of metrics.db, oldest first: append only. */
export const metricsMigrations: readonly Migration[] = [rollups]
