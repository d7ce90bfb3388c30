import type { Disposable } from '@shared/lib/disposable'
import type { GoneDetails } from './process-exit'

/** Where `child-process-gone` comes from: Electron's `app`. */
export interface GoneSource {
  on(event: 'child-process-gone', listener: (event: unknown, details: GoneReport) => void): unknown
  off(event: 'child-process-gone', listener: (event: unknown, details: GoneReport) => void): unknown
}

export interface GoneReport extends GoneDetails {
  type: string
  name?: string
}

/** Hears what Chromium says about the end of the utility process with this (unique) service name. */
export function watchGone(
  source: GoneSource,
  serviceName: string,
  listener: (details: GoneDetails) => void,
): Disposable {
  const onGone = (_event: unknown, report: GoneReport): void => {
    if (report.type === 'Utility' && report.name === serviceName)
      listener({ reason: report.reason, exitCode: report.exitCode })
  }
  source.on('child-process-gone', onGone)
  return { dispose: () => void source.off('child-process-gone', onGone) }
}
