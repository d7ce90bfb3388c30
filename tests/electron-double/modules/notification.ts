import type { Notification as ElectronNotification, NotificationConstructorOptions } from 'electron'
import { StrictEmitter } from '../support/strict.ts'
import { assertReady, recorded } from '../support/world.ts'

type Modelled = Pick<ElectronNotification, 'title' | 'body' | 'show' | 'close'>

/** Shown nowhere; tests read it and click it by emitting 'click'. */
export class Notification extends StrictEmitter implements Modelled {
  static isSupported(): boolean {
    return true
  }

  title: string
  body: string

  constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
    super('Notification', ['show', 'click', 'close', 'failed'])
    assertReady('Notification')
    this.title = title
    this.body = body
  }

  show(): void {
    recorded.notifications.push(this)
    this.emit('show')
  }
  close(): void {
    this.emit('close')
  }
}
