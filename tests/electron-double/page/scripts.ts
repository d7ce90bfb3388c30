import { createPreloadRequire } from './preload-require.ts'
import { takeOverWindowOpen, tellWindowOpen } from './window-open.ts'
import { createWorldChannel } from './world-channel.ts'

/** Name of the world in which preloads run; the one Electron uses too. */
export const ISOLATED_WORLD = 'Electron Isolated Context'

/** For the page's main world: waits for what the preload exposes. */
export function mainWorldScript(): string {
  return `{${createWorldChannel}
${takeOverWindowOpen}
if (window === top) {
  createWorldChannel('main', 'isolated')
  takeOverWindowOpen()
}}`
}

/**
 * For the isolated world: the preload, in a function of its own. It stands here as source text, because the page's
 * content security policy would forbid evaluating a string.
 * @param preload a CommonJS script
 */
export function isolatedWorldScript(preload: string, platform: string): string {
  const process = { type: 'renderer', sandboxed: true, contextIsolated: true, platform }
  return `{${createWorldChannel}
${createPreloadRequire}
${tellWindowOpen}
if (window === top) tellWindowOpen()
if (window === top) (function (require, module, exports, process) {
${preload}
})(createPreloadRequire(createWorldChannel('isolated', 'main')), { exports: {} }, {}, ${JSON.stringify(process)})}`
}
