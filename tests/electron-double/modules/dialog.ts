import type { Dialog } from 'electron'
import { strict } from '../support/strict.ts'
import { recorded } from '../support/world.ts'

export const dialog = strict('dialog', {
  /** Before ready, and here always, Electron on Linux writes the box to standard error. */
  showErrorBox(title: string, content: string): void {
    recorded.errorBoxes.push({ title, content })
    process.stderr.write(`${title}\n${content}\n`)
  },
} satisfies Pick<Dialog, 'showErrorBox'>)
