import { peoplesServices, wholeState } from '@shared/domain/whole-state'
import { needsAttention, stateMark, stateWord, type ServiceSnapshot } from '@shared/domain/service'

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

const separator: TrayItem = { kind: 'separator' }

/** The whole menu: the state in words, every service with what can be done, everything at once, and the way out. */
export function trayMenu(services: readonly ServiceSnapshot[]): TrayItem[] {
  const own = peoplesServices(services)
  const running = own.filter(canStop)
  const troubled = services.filter(({ tier, state }) => tier === 0 && needsAttention(state))
  const menus = [...troubled.map((service) => submenu(service, [])), ...own.map(serviceMenu)]
  return [
    { kind: 'text', label: wholeState(services) },
    separator,
    ...menus,
    ...(menus.length > 0 ? [separator] : []),
    item('Start all', { kind: 'start-all' }, running.length < own.length),
    item('Stop all', { kind: 'stop-all' }, running.length > 0),
    separator,
    item('Open OmniMind', { kind: 'open' }),
    item('Quit OmniMind', { kind: 'quit' }),
  ]
}

function serviceMenu(service: ServiceSnapshot): TrayItem {
  const { id: serviceId } = service
  const stoppable = canStop(service)
  return submenu(service, [
    item('Start', { kind: 'start', serviceId }, !stoppable),
    item('Stop', { kind: 'stop', serviceId }, stoppable),
    item('Restart', { kind: 'restart', serviceId }, stoppable),
    separator,
  ])
}

function submenu({ id: serviceId, title, state }: ServiceSnapshot, actions: TrayItem[]): TrayItem {
  const label = `${stateMark(state.kind)} ${title} — ${stateWord(state.kind)}`
  return { kind: 'submenu', label, items: [...actions, item('Open', { kind: 'open-service', serviceId })] }
}

/** A failed or blocked service can be started again; one that waits to be restarted can be told to stop. */
function canStop({ state }: ServiceSnapshot): boolean {
  return ['starting', 'ready', 'degraded', 'backing-off'].includes(state.kind)
}

function item(label: string, action: TrayAction, enabled = true): TrayItem {
  return { kind: 'action', label, enabled, action }
}
