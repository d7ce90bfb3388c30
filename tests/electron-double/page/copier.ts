/** A value as it crosses from one world to the other. Functions stay where they are, under a number. */
export type Packed =
  | { fn: number }
  | { undefined: true }
  | { list: Packed[] }
  | { object: [string, Packed][] }
  | { value: unknown }

export interface Copier {
  pack(value: unknown): Packed
  unpack(packed: Packed): unknown
  /** Runs a function of this world that the other one calls. */
  run(fn: number, args: Packed[]): Packed
}

/**
 * Runs inside Chromium, as text: it may use nothing from outside its function.
 * @param call runs a function of the other world
 */
export function createCopier(call: (fn: number, args: Packed[]) => Packed): Copier {
  const functions: ((...args: unknown[]) => unknown)[] = []
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
    if ('fn' in packed) return (...args: unknown[]) => unpack(call(packed.fn, args.map(pack)))
    if ('list' in packed) return Object.freeze(packed.list.map(unpack))
    return Object.freeze(Object.fromEntries(packed.object.map(([key, member]) => [key, unpack(member)])))
  }
  return { pack, unpack, run: (fn, args) => pack(functions[fn]?.(...args.map(unpack))) }
}
