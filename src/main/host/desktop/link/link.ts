import { RPCHandler } from '@orpc/server/message-port'
import type { AnyRouter } from '@orpc/server'
import { ipcMain, type WebContents } from 'electron'
import { isLinkFrame, LINK_CHANNEL } from '@shared/contract/link'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import { isOwnFrame } from '../window/own-page'
import { LinkPort } from './link-port'

/**
 * Answers the pages of the UI over IPC: one port per page, opened by its first frame and closed when the page
 * reloads, goes elsewhere, crashes or is destroyed.
 *
 * @param router the center's contract router
 */
export function answerPages(router: AnyRouter): Disposable {
  const handler = new RPCHandler(router)
  const ports = new Map<WebContents, Disposable & { port: LinkPort }>()
  const open = (contents: WebContents): LinkPort => {
    const { port, dispose } = openPort(contents, () => ports.delete(contents))
    handler.upgrade(port, { context: {} })
    ports.set(contents, { port, dispose })
    return port
  }
  const onFrame = (event: Electron.IpcMainEvent, frame: unknown): void => {
    if (!isOwnFrame(event.senderFrame) || !isLinkFrame(frame)) return
    const port = ports.get(event.sender)?.port ?? open(event.sender)
    port.receive(frame)
  }
  ipcMain.on(LINK_CHANNEL, onFrame)
  return {
    dispose: () => {
      ipcMain.off(LINK_CHANNEL, onFrame)
      for (const page of ports.values()) page.dispose()
    },
  }
}

function openPort(contents: WebContents, onClosed: () => void): Disposable & { port: LinkPort } {
  const port = new LinkPort((frame) => {
    if (!contents.isDestroyed()) contents.send(LINK_CHANNEL, frame)
  })
  const page = new DisposableStore()
  page.defer(() => port.close())
  page.defer(onClosed)
  const end = (): void => page.dispose()
  // did-navigate: another document; a change of the hash alone keeps the page and its link.
  contents.on('did-navigate', end)
  page.defer(() => void contents.off('did-navigate', end))
  contents.on('render-process-gone', end)
  page.defer(() => void contents.off('render-process-gone', end))
  contents.on('destroyed', end)
  page.defer(() => void contents.off('destroyed', end))
  return { port, dispose: end }
}
