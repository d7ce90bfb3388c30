import type { Migration } from '../database'
import { calls } from './0001-calls'
import { serviceEvents } from './0002-service-events'
import { callHistory } from './0003-call-history'
import { toolTrust } from './0004-tool-trust'
import { consents } from './0005-consents'
import { lastingAnswers } from './0006-lasting-answers'

/** The schema of control.db, oldest first: append only. */
export const controlMigrations: readonly Migration[] = [
  calls,
  serviceEvents,
  callHistory,
  toolTrust,
  consents,
  lastingAnswers,
]
