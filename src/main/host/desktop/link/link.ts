import { RPCHandler } from '@orpc/server/message-port'
import type { AnyRouter } from '@orpc/server'
import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import { isLinkFrame, LINK_CHANNEL } from '@shared/contract/link'
import type { Disposable } from '@shared/lib/disposable'
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
  const ports = new Map<WebContents, LinkPort>()
  const open = (contents: WebContents): LinkPort => {
    const port = openPort(contents)
    ports.set(contents, port)
    port.on('close', () => ports.delete(contents))
    handler.upgrade(port, { context: {} })
    return port
  }
  const onFrame = (event: IpcMainEvent, frame: unknown): void => {
    if (!isOwnFrame(event.senderFrame) || !isLinkFrame(frame)) return
    const port = ports.get(event.sender) ?? open(event.sender)
    port.receive(frame)
  }
  ipcMain.on(LINK_CHANNEL, onFrame)
  return {
    dispose: () => {
      ipcMain.off(LINK_CHANNEL, onFrame)
      for (const port of ports.values()) port.close()
    },
  }
}

/** A port that closes with its page. */
function openPort(contents: WebContents): LinkPort {
  const port = new LinkPort((frame) => {
    if (!contents.isDestroyed()) contents.send(LINK_CHANNEL, frame)
  })
  const close = (): void => port.close()
  // did-navigate: another document. A change of the hash alone keeps the page and its link.
  contents.once('did-navigate', close)
  contents.once('render-process-gone', close)
  contents.once('destroyed', close)
  port.on('close', () => {
    contents.off('did-navigate', close)
    contents.off('render-process-gone', close)
    contents.off('destroyed', close)
  })
  return port
}
