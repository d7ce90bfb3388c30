import type { HostCalls } from './host-calls'

/** The kinds of each call's arguments; nothing else is let through. */
const kinds = {
  settle: ['string'],
  output: ['number', 'string'],
  changed: ['string', 'string'],
  file: ['string'],
  after: ['number', 'number'],
  random: ['number'],
  decode: ['string', 'string'],
  encode: ['string'],
} as const satisfies Record<keyof HostCalls, readonly ('string' | 'number')[]>

type Value = string | number
/** Text, nothing, or null for a call that was refused or failed. */
type Answer = string | undefined | null
/** `HostCalls` as they cross into the realm: they throw nothing, since an error would be an object of the process. */
export type GuardedCalls = Record<keyof HostCalls, (...values: Value[]) => Answer>

/**
 * Host functions that look at nothing of an argument but its `typeof` before that is known to be a primitive: a method,
 * a getter or a `then` of an object of the realm would be called by, and with, what belongs to the process.
 */
export function guarded(calls: HostCalls): GuardedCalls {
  const guards = Object.entries(kinds).map(([name, expected]) => [
    name,
    guard(calls[name as keyof HostCalls] as (...values: Value[]) => unknown, expected),
  ])
  return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(guards))) as GuardedCalls
}

function guard(
  call: (...values: Value[]) => unknown,
  [one, two]: readonly string[],
): (...values: Value[]) => Answer {
  return (first, second) => {
    if (typeof first !== one || typeof second !== (two ?? 'undefined')) return null
    try {
      const answer = call(first, second)
      return typeof answer === 'string' ? answer : undefined
    } catch {
      return null
    }
  }
}
