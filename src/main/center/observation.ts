import { join } from 'node:path'
import type { Settings } from '@shared/domain/settings'
import type { Problem } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import { createActivity, type Activity } from '../activity'
import { createHistory, type History } from '../history'
import { createLogs, type Logs } from '../logs'
import { createMetrics, type Metrics } from '../metrics'
import { controlMigrations, openDatabase, type OpenedDatabase } from '../storage'

/** What is remembered: logs, the calls and events of control.db, the figures of metrics.db. */
export interface Observation {
  logs: Logs
  activity: Activity
  history: History
  metrics: Metrics
  /** control.db, for the features that keep something in it. */
  control: OpenedDatabase
  /** What is wrong with the stores now. */
  problems(): Problem[]
}

const MB = 1024 * 1024

/** Opens the logs first: whatever goes wrong afterwards can be written down. */
export function openLogs(
  home: string,
  clock: Clock,
  redact: (text: string) => string,
  resources: DisposableStore,
): Logs {
  const logs = createLogs({ dir: join(home, 'logs'), clock, redact })
  resources.defer(() => {
    logs.flushSync()
    logs.close()
  })
  return logs
}

/** @throws OmniMindError DATA_DIR_UNWRITABLE */
export function openObservation(
  deps: {
    home: string
    clock: Clock
    logs: Logs
    settings: () => Settings
    version: string
    /** Replaces secrets in what is kept of calls. */
    redact: (text: string) => string
  },
  resources: DisposableStore,
): Observation {
  const { home, clock, logs } = deps
  const log = logs.logger('center')
  const control = openDatabase({
    file: join(home, 'control.db'),
    migrations: controlMigrations,
    synchronous: 'FULL',
    clock,
  })
  resources.defer(() => control.db.close())
  let logProblem: Problem | null = null
  resources.add(logs.onProblem((problem) => (logProblem = problem)))
  if (control.problem) log.warn(control.problem.message, { ...control.problem })
  const file = join(home, 'metrics.db')
  const limitBytes = (): number => deps.settings().metricsLimitMb * MB
  const metrics = resources.add(createMetrics({ file, clock, limitBytes, log, version: deps.version }))
  return {
    logs,
    activity: createActivity({
      db: control,
      clock,
      log,
      redact: deps.redact,
      keepDays: () => deps.settings().callHistoryDays,
    }),
    control,
    history: createHistory({ db: control, log }),
    metrics,
    problems: () => [control.problem, metrics.problem(), logProblem].filter((problem) => problem !== null),
  }
}
