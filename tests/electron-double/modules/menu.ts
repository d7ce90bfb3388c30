import type { MenuItemConstructorOptions } from 'electron'
import { notModelled, strict } from '../support/strict.ts'

export class MenuItem {
  readonly label: string
  readonly role: string | undefined
  readonly type: string
  readonly enabled: boolean
  readonly submenu: Menu | null
  private readonly onClick: (() => void) | undefined

  constructor(options: MenuItemConstructorOptions) {
    const { label, role, type, enabled = true, submenu, click } = options
    if (label === undefined && role === undefined && type !== 'separator')
      throw new TypeError('Invalid template for MenuItem: must have label, role or type')
    this.label = label ?? role ?? ''
    this.role = role
    this.type = type ?? (submenu ? 'submenu' : 'normal')
    this.enabled = enabled
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : null
    this.onClick = click === undefined ? undefined : () => (click as unknown as () => void)()
    return strict('MenuItem', this)
  }

  /** As a person chooses it: what is disabled cannot be chosen. */
  click(): void {
    if (!this.enabled) throw new Error(`electron double: '${this.label}' is disabled`)
    if (this.onClick === undefined) throw notModelled(`what the role '${this.label}' does`)
    this.onClick()
  }
}

let applicationMenu: Menu | null = null

export class Menu {
  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return new Menu(template.map((options) => new MenuItem(options)))
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  readonly items: MenuItem[]

  constructor(items: MenuItem[] = []) {
    this.items = items
    return strict('Menu', this)
  }
}
