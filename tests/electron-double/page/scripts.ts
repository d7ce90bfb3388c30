import { createCopier } from './copier.ts'
import { createPreloadRequire } from './preload-require.ts'
import { takeOverWindowOpen, tellWindowOpen } from './window-open.ts'
import { createWorldChannel } from './world-channel.ts'

/** Name of the world in which preloads run; the one Electron uses too. */
export const ISOLATED_WORLD = 'Electron Isolated Context'

/** The page's own half of what happens in Chromium. */
export function mainWorldScript(): string {
  return block(
    [createCopier, createWorldChannel, takeOverWindowOpen],
    `
  createWorldChannel('main', 'isolated', createCopier)
  takeOverWindowOpen()`,
  )
}

/**
 * For the isolated world: the preload, in a function of its own. It stands here as source text, because the page's
 * content security policy would forbid evaluating a string.
 * @param preload a CommonJS script
 */
export function isolatedWorldScript(preload: string, platform: string): string {
  const process = { type: 'renderer', sandboxed: true, contextIsolated: true, platform }
  return block(
    [createCopier, createWorldChannel, createPreloadRequire, tellWindowOpen],
    `
  tellWindowOpen()
  const require = createPreloadRequire(createWorldChannel('isolated', 'main', createCopier))
  ;(function (require, module, exports, process) {
${preload}
  })(require, { exports: {} }, {}, ${JSON.stringify(process)})`,
  )
}

/** A block of its own, so that no name gets into the page; sub-frames have no preload, as in Electron. */
function block(functions: ((...args: never[]) => unknown)[], code: string): string {
  return `if (window === window.top) {\n${functions.map(String).join('\n')}\n${code}\n}`
}
