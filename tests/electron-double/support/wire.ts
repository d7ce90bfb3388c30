import { notModelled } from './strict.ts'

/**
 * Values on their way through IPC, as JSON. Electron clones them (structured clone); the double carries plain
 * JSON values and undefined, and refuses the rest instead of bending it.
 */
export type Wire = { undefined: true } | { value: unknown }

export function toWire(value: unknown): Wire {
  if (value === undefined) return { undefined: true }
  assertPlain(value)
  return { value }
}

export function fromWire(wire: Wire): unknown {
  return 'value' in wire ? wire.value : undefined
}

function assertPlain(value: unknown): void {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new Error('An object could not be cloned.')
  if (typeof value === 'bigint') throw notModelled('a BigInt over IPC')
  if (value === null || typeof value !== 'object') return
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null)
    throw notModelled(`a ${value.constructor.name} over IPC`)
  Object.values(value).forEach(assertPlain)
}
