import { app } from 'electron'
import { join } from 'node:path'
import { createCenter } from './center'
import { startDesktop } from './host/desktop'

// The desktop entry. Never await app.whenReady() here: the app gets ready only after this module was evaluated.
startDesktop({
  root: app.getAppPath(),
  preload: join(import.meta.dirname, '../preload/index.cjs'),
  createCenter,
})
