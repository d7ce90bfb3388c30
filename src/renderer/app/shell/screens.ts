import type { IconName } from '../../ui/icons'

export interface ScreenEntry {
  /** First part of the address; empty for the first screen. */
  part: string
  hash: string
  label: string
  icon: IconName
}

/** The screens by noun, in the order of the navigation. Settings stand at its foot. */
export const screens: readonly ScreenEntry[] = [
  { part: '', hash: '#/', label: 'Overview', icon: 'overview' },
  { part: 'services', hash: '#/services', label: 'Services', icon: 'services' },
  { part: 'gateway', hash: '#/gateway', label: 'Gateway', icon: 'gateway' },
  { part: 'activity', hash: '#/activity', label: 'Activity', icon: 'activity' },
  { part: 'playground', hash: '#/playground', label: 'Playground', icon: 'playground' },
  { part: 'security', hash: '#/security', label: 'Security', icon: 'security' },
  { part: 'connect', hash: '#/connect', label: 'Connect', icon: 'connect' },
  { part: 'settings', hash: '#/settings', label: 'Settings', icon: 'settings' },
]
