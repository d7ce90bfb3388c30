import { wholeState } from '@shared/domain/whole-state'
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron'
import { join } from 'node:path'
import type { Disposable } from '@shared/lib/disposable'
import type { ServiceSnapshot } from '@shared/domain/service'
import { trayMenu, type TrayAction, type TrayItem } from './tray-menu'
import { trayState, type TrayState } from './tray-state'

export interface TrayOptions {
  resources: string
  onAction: (action: TrayAction) => void
  /** A click on the icon itself. */
  onClick: () => void
}

export interface StateTray extends Disposable {
  show(services: readonly ServiceSnapshot[]): void
}

/** The icon by the clock. It is redrawn only when what it shows changed: a rebuilt menu closes under the pointer. */
export function createTray({ resources, onAction, onClick }: TrayOptions): StateTray {
  const icons = loadIcons(resources)
  const tray = new Tray(icons.stopped)
  let shown = ''
  let menu: Menu | undefined
  tray.on('click', onClick)
  // On macOS a fixed menu would swallow the click, so there it opens with the other button.
  if (process.platform === 'darwin') tray.on('right-click', () => menu && tray.popUpContextMenu(menu))
  return {
    show(services) {
      const items = trayMenu(services)
      const next = JSON.stringify(items)
      if (next === shown) return
      shown = next
      tray.setImage(icons[trayState(services)])
      tray.setToolTip(`OmniMind: ${wholeState(services)}`)
      menu = Menu.buildFromTemplate(items.map((item) => template(item, onAction)))
      if (process.platform !== 'darwin') tray.setContextMenu(menu)
    },
    dispose: () => tray.destroy(),
  }
}

/** Each image comes with its double-size twin (`@2x`); on macOS the system colours it for the menu bar. */
function loadIcons(resources: string): Record<TrayState, NativeImage> {
  const folder = process.platform === 'darwin' ? 'tray-template' : 'tray'
  const load = (state: TrayState): NativeImage => {
    const image = nativeImage.createFromPath(join(resources, folder, `${state}.png`))
    if (process.platform === 'darwin') image.setTemplateImage(true)
    return image
  }
  return { well: load('well'), 'needs-you': load('needs-you'), stopped: load('stopped') }
}

function template(item: TrayItem, onAction: (action: TrayAction) => void): MenuItemConstructorOptions {
  if (item.kind === 'separator') return { type: 'separator' }
  const { label } = item
  if (item.kind === 'text') return { label, enabled: false }
  if (item.kind === 'submenu') return { label, submenu: item.items.map((inner) => template(inner, onAction)) }
  return { label, enabled: item.enabled, click: () => onAction(item.action) }
}
