import { contextBridge, ipcRenderer } from 'electron'
import { isLinkFrame, LINK_CHANNEL } from '@shared/contract/link'

// All that the page gets of the desktop: a way to post and hear text frames, and the platform's name. It never
// sees ipcRenderer, so it can name no other channel.
contextBridge.exposeInMainWorld('omnimindLink', {
  post(frame: unknown): void {
    if (!isLinkFrame(frame)) throw new TypeError('A frame is a text of at most 8 MB.')
    ipcRenderer.send(LINK_CHANNEL, frame)
  },
  listen(onFrame: (frame: string) => void): void {
    ipcRenderer.on(LINK_CHANNEL, (_event, frame: unknown) => {
      if (isLinkFrame(frame)) onFrame(frame)
    })
  },
})
contextBridge.exposeInMainWorld('omnimindDesktop', { platform: process.platform })
