import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import type { DisposableStore } from '@shared/lib/disposable'

/**
 * What nobody caught is written down, and the center goes on: its parts keep their states apart, and ending here would
 * take every service from every client because of one fault.
 * @param flush writes the log to disk at once
 */
export function catchWhatNobodyCaught(log: Logger, flush: () => void, resources: DisposableStore): void {
  const onFault = (fault: unknown): void => {
    const stack = fault instanceof Error ? fault.stack : undefined
    log.error(`A fault inside OmniMind: ${errorText(fault)}`, { stack })
    flush()
  }
  process.on('uncaughtException', onFault)
  process.on('unhandledRejection', onFault)
  resources.defer(() => {
    process.off('uncaughtException', onFault)
    process.off('unhandledRejection', onFault)
  })
}
