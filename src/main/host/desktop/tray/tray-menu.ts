import { stateWord, type ServiceSnapshot, type ServiceStateKind } from '@shared/domain/service'
import { overallState } from './overall-state'

/** What a person can ask for in the tray. */
export type TrayAction =
  | { kind: 'open' }
  | { kind: 'quit' }
  | { kind: 'start-all' }
  | { kind: 'stop-all' }
  | { kind: 'open-service'; serviceId: string }
  | { kind: 'start'; serviceId: string }
  | { kind: 'stop'; serviceId: string }
  | { kind: 'restart'; serviceId: string }

/** The tray's menu as data; the tray turns it into Electron's. */
export type TrayItem =
  | { kind: 'separator' }
  | { kind: 'text'; label: string }
  | { kind: 'action'; label: string; enabled: boolean; action: TrayAction }
  | { kind: 'submenu'; label: string; items: TrayItem[] }

/** Native menus carry no shapes of ours, so each state has a character of its own beside its word. */
const marks: Record<ServiceStateKind, string> = {
  ready: '●',
  degraded: '◐',
  starting: '◌',
  'backing-off': '↻',
  failed: '✕',
  blocked: '▲',
  stopping: '◌',
  stopped: '○',
}

const separator: TrayItem = { kind: 'separator' }

/** The whole menu: the state in words, every service with what can be done, everything at once, and the way out. */
export function trayMenu(services: readonly ServiceSnapshot[]): TrayItem[] {
  const running = services.filter((service) => canStop(service))
  return [
    { kind: 'text', label: overallState(services).text },
    separator,
    ...services.map(serviceMenu),
    ...(services.length > 0 ? [separator] : []),
    item('Start all', { kind: 'start-all' }, running.length < services.length),
    item('Stop all', { kind: 'stop-all' }, running.length > 0),
    separator,
    item('Open OmniMind', { kind: 'open' }),
    item('Quit OmniMind', { kind: 'quit' }),
  ]
}

function serviceMenu(service: ServiceSnapshot): TrayItem {
  const { id: serviceId, title, state } = service
  const items = [
    item('Start', { kind: 'start', serviceId }, !canStop(service)),
    item('Stop', { kind: 'stop', serviceId }, canStop(service)),
    item('Restart', { kind: 'restart', serviceId }, canStop(service)),
    separator,
    item('Open', { kind: 'open-service', serviceId }),
  ]
  return { kind: 'submenu', label: `${marks[state.kind]} ${title} — ${stateWord(state.kind)}`, items }
}

/** A failed or blocked service can be started again; one that waits to be restarted can be told to stop. */
function canStop({ state }: ServiceSnapshot): boolean {
  return ['starting', 'ready', 'degraded', 'backing-off'].includes(state.kind)
}

function item(label: string, action: TrayAction, enabled = true): TrayItem {
  return { kind: 'action', label, enabled, action }
}
