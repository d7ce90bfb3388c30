import { EventEmitter } from 'node:events'

/** What a test meets when the app uses something of Electron that the double does not have. */
export function notModelled(what: string): Error {
  return new Error(`electron double: ${what} is not modelled`)
}

/** Asked of any value by await, JSON, inspection and test tools; their absence means nothing. */
const harmless = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', '$$typeof', 'inspect'])

/**
 * Makes every access to a member that is not there an error. A double that lets unknown calls pass would let
 * tests pass for the wrong reason.
 */
export function strict<T extends object>(name: string, target: T): T {
  const check = (property: string | symbol): void => {
    if (typeof property === 'symbol' || property in target || harmless.has(property)) return
    throw notModelled(`${name}.${property}`)
  }
  return new Proxy(target, {
    get(_, property, receiver) {
      check(property)
      return Reflect.get(target, property, receiver)
    },
    set(_, property, value, receiver) {
      check(property)
      return Reflect.set(target, property, value, receiver)
    },
  })
}

/** An emitter that is strict about its members and about the events one may listen to. */
export class StrictEmitter extends EventEmitter {
  /** @param events all events the double emits; listening to another one would wait for ever */
  constructor(name: string, events: readonly string[]) {
    super()
    this.setMaxListeners(50)
    this.on('newListener', (event: string | symbol) => {
      if (typeof event === 'string' && !events.includes(event) && event !== 'removeListener')
        throw notModelled(`the event '${event}' of ${name}`)
    })
    // Subclasses see the proxy as `this`, so their private members belong to it as well.
    return strict(name, this)
  }
}
