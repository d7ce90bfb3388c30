import type { Tray as ElectronTray } from 'electron'
import { StrictEmitter } from '../support/strict.ts'
import { assertReady, recorded } from '../support/world.ts'
import type { Menu } from './menu.ts'
import type { NativeImage } from './native-image.ts'

type Modelled = Pick<ElectronTray, 'setToolTip' | 'destroy' | 'isDestroyed'>

/** The icon by the clock as state: what it would show, and its menu for tests to click. */
export class Tray extends StrictEmitter implements Modelled {
  image: NativeImage
  toolTip = ''
  menu: Menu | null = null
  private destroyed = false

  constructor(image: NativeImage) {
    super('Tray', ['click', 'right-click'])
    assertReady('Tray')
    this.image = visible(image)
    recorded.trays.push(this)
  }

  setImage(image: NativeImage): void {
    this.image = visible(image)
  }
  setToolTip(text: string): void {
    this.toolTip = text
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu
  }
  popUpContextMenu(menu?: Menu): void {
    this.menu = menu ?? this.menu
  }
  destroy(): void {
    this.destroyed = true
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
}

/** Electron takes an empty image and shows nothing; that is never meant. */
function visible(image: NativeImage): NativeImage {
  if (image.isEmpty()) throw new Error('electron double: a tray with an empty image would be invisible')
  return image
}
