/**
 * Runs inside Chromium, as text: it may use nothing from outside its function.
 *
 * Joins the page's main world and the preload's isolated world, as Electron's contextBridge does: values are
 * copied and frozen, functions stay where they are and are called across. The two ends talk through synchronous
 * DOM events whose detail is JSON. A page could forge those, so the double proves nothing against a hostile page.
 */
export interface WorldChannel {
  /** Makes `api` readable as `window[key]` in the other world. */
  expose(key: string, api: unknown): void
}

export function createWorldChannel(side: string, other: string): WorldChannel {
  type Packed =
    | { fn: number }
    | { undefined: true }
    | { list: Packed[] }
    | { object: [string, Packed][] }
    | { value: unknown }
  type Reply = { value: Packed } | { error: string }
  const functions: ((...args: unknown[]) => unknown)[] = []
  let lastReply: Reply | undefined

  const tell = (message: object): void => {
    document.dispatchEvent(new CustomEvent(`electron-double:${other}`, { detail: JSON.stringify(message) }))
  }
  const pack = (value: unknown): Packed => {
    if (value === undefined) return { undefined: true }
    if (typeof value === 'function') return { fn: functions.push(value as (typeof functions)[0]) - 1 }
    if (value === null || typeof value !== 'object') return { value }
    if (Array.isArray(value)) return { list: value.map(pack) }
    if (Object.getPrototypeOf(value) === Object.prototype)
      return { object: Object.entries(value).map(([key, member]) => [key, pack(member)]) }
    throw new Error(`electron double: a ${value.constructor.name} over the context bridge is not modelled`)
  }
  const unpack = (packed: Packed): unknown => {
    if ('undefined' in packed) return undefined
    if ('value' in packed) return packed.value
    if ('fn' in packed) return (...args: unknown[]) => call(packed.fn, args)
    if ('list' in packed) return Object.freeze(packed.list.map(unpack))
    return Object.freeze(Object.fromEntries(packed.object.map(([key, member]) => [key, unpack(member)])))
  }
  const call = (fn: number, args: unknown[]): unknown => {
    lastReply = undefined
    tell({ type: 'call', fn, args: args.map(pack) })
    const reply = lastReply as Reply | undefined
    if (reply === undefined) throw new Error('electron double: the other world did not answer')
    if ('error' in reply) throw new Error(reply.error)
    return unpack(reply.value)
  }
  const answer = (fn: number, args: Packed[]): Reply => {
    try {
      return { value: pack(functions[fn]?.(...args.map(unpack))) }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
  }
  document.addEventListener(`electron-double:${side}`, (event) => {
    const message = JSON.parse((event as CustomEvent<string>).detail)
    if (message.type === 'call') tell({ type: 'reply', reply: answer(message.fn, message.args) })
    if (message.type === 'reply') lastReply = message.reply
    if (message.type === 'expose')
      Object.defineProperty(window, message.key, { value: unpack(message.api), enumerable: true })
  })
  return { expose: (key, api) => tell({ type: 'expose', key, api: pack(api) }) }
}
