import type { Copier, Packed } from './copier.ts'

export interface WorldChannel {
  /** Makes `api` readable as `window[key]` in the other world. */
  expose(key: string, api: unknown): void
}

type Reply = { value: Packed } | { error: string }

/**
 * Runs inside Chromium, as text: it may use nothing from outside its function.
 *
 * Joins the page's main world and the preload's isolated world, as Electron's contextBridge does: values are
 * copied and frozen, functions stay where they are and are called across. The two ends talk through synchronous
 * DOM events whose detail is JSON. A page could forge those, so the double proves nothing against a hostile page.
 */
export function createWorldChannel(
  side: string,
  other: string,
  createCopier: (call: (fn: number, args: Packed[]) => Packed) => Copier,
): WorldChannel {
  let lastReply: Reply | undefined
  const tell = (message: object): void => {
    document.dispatchEvent(new CustomEvent(`electron-double:${other}`, { detail: JSON.stringify(message) }))
  }
  const copier = createCopier((fn, args) => {
    lastReply = undefined
    tell({ type: 'call', fn, args })
    const reply = lastReply as Reply | undefined
    if (reply === undefined) throw new Error('electron double: the other world did not answer')
    if ('error' in reply) throw new Error(reply.error)
    return reply.value
  })
  const answer = (fn: number, args: Packed[]): Reply => {
    try {
      return { value: copier.run(fn, args) }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
  }
  document.addEventListener(`electron-double:${side}`, (event) => {
    const message = JSON.parse((event as CustomEvent<string>).detail)
    if (message.type === 'call') tell({ type: 'reply', reply: answer(message.fn, message.args) })
    if (message.type === 'reply') lastReply = message.reply
    if (message.type === 'expose')
      Object.defineProperty(window, message.key, { value: copier.unpack(message.api), enumerable: true })
  })
  return { expose: (key, api) => tell({ type: 'expose', key, api: copier.pack(api) }) }
}
