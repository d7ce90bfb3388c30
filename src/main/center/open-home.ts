import type { ServiceManifest } from '@shared/domain/manifest'
import { AUDIT_LOG, type Logger } from '@shared/domain/log'
import type { Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import { createAccess, type Access } from '../access'
import type { Host } from '../host/host'
import type { Logs } from '../logs'
import { createRedactor } from '../redaction'
import { createSecrets, type Secrets } from '../secrets'
import { createSettings, type SettingsStore } from '../settings'
import { catchWhatNobodyCaught } from './last-resort'
import { openLogs, openObservation, type Observation } from './observation'

/** What the data directory holds, opened. */
export interface Home {
  logs: Logs
  /** The control center's own. */
  log: Logger
  /** The trail of what people decide and change. */
  audit: Logger
  /** Replaces secrets in a text. */
  redact: (text: string) => string
  settings: SettingsStore
  secrets: Secrets
  access: Access
  observation: Observation
}

export interface HomeDeps {
  host: Host
  clock: Clock
  version: string
  /** Every service there is, asked when settings are read. */
  manifests: () => ServiceManifest[]
}

/**
 * Opens what is kept: the logs first, so that whatever goes wrong afterwards can be written down. The secrets they must
 * not hold are known a moment later.
 * @throws OmniMindError DATA_DIR_UNWRITABLE
 */
export function openHome({ host, clock, version, manifests }: HomeDeps, resources: DisposableStore): Home {
  const { home } = host.paths
  let secretValues = (): string[] => []
  const redact = createRedactor(() => secretValues())
  const logs = openLogs(home, clock, redact, resources)
  const log = logs.logger('center')
  catchWhatNobodyCaught(log, () => logs.flushSync(), resources)
  const audit = logs.logger(AUDIT_LOG)
  const settings = createSettings({ home, clock, log, audit, manifests })
  const secrets = createSecrets({ home, sealer: host.secrets, clock, log })
  const access = createAccess({ home, clock, log })
  secretValues = () => [access.ownerToken, access.clientsToken, access.examinerToken, ...secrets.values()]
  const observation = openObservation(
    { home, clock, logs, settings: () => settings.get(), version, redact },
    resources,
  )
  return { logs, log, audit, redact, settings, secrets, access, observation }
}
