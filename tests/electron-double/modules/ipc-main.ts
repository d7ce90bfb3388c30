import { EventEmitter } from 'node:events'
import { strict } from '../support/strict.ts'

/**
 * Messages from pages, by channel. Only `send` and `on` are modelled: the app's pages have no `invoke`.
 * Channel names are the app's own, so any event may be listened to.
 */
export const ipcMain = strict('ipcMain', new EventEmitter())
