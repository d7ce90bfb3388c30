import type { Clock } from '@shared/lib/clock'
import type { Center } from '../../kit/center'
import type { Folders } from '../../kit/folders/folders'
import type { CommandDeps } from '../commands/execute'
import type { UnfinishedWrites } from '../files/unfinished-writes'
import type { WebClient } from '../http/web-client'
import type { Metrics } from '../metrics'
import type { PageReader } from '../page/page-reader'
import type { ProcessList } from '../processes/process-list'
import type { SystemToolsSettings } from '../settings'

/** What the tools work with. */
export interface SystemToolsDeps {
  settings: SystemToolsSettings
  folders: Folders
  /** The only way files are written. */
  writes: UnfinishedWrites
  commands: CommandDeps
  web: WebClient
  pages: PageReader
  processes: ProcessList
  metrics: Metrics
  center: Center
  clock: Clock
  /** OmniMind's main process. */
  mainPid: number
  /** The service's own environment. */
  environment: Readonly<Record<string, string | undefined>>
}

export { reads } from '../../kit/define-tool'
