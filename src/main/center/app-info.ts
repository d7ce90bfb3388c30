import type { AppInfo } from '@shared/contract/app'
import { DASHBOARD_PORT, HEALTH_PORT } from '@shared/domain/ports'
import type { Problem } from '@shared/errors'
import type { Host } from '../host/host'

export interface AppInfoDeps {
  host: Host
  version: string
  startedAt: number
  portOffset: number
  /** For people, as sentences. */
  warnings: readonly string[]
  /** What is wrong with the stores now. */
  problems: readonly Problem[]
}

/** What the program says of itself. */
export function appInfo({ host, version, startedAt, portOffset, warnings, problems }: AppInfoDeps): AppInfo {
  return {
    version,
    pid: process.pid,
    host: host.kind,
    home: host.paths.home,
    startedAt,
    portOffset,
    dashboardUrl: dashboardUrl(portOffset),
    healthUrl: `http://127.0.0.1:${HEALTH_PORT + portOffset}/health`,
    secretProtection: host.secrets.protection().text,
    warnings: [
      ...warnings,
      ...problems.map(({ message, nextStep }) => [message, nextStep].filter(Boolean).join(' ')),
    ],
  }
}

export function dashboardUrl(portOffset: number): string {
  return `http://127.0.0.1:${DASHBOARD_PORT + portOffset}/dashboard`
}
