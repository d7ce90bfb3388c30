import { NAME_SEPARATOR, type Profile } from './profile'

/** An entry of a service under its own name. */
export interface Named {
  serviceId: string
  name: string
  /** The name the person chose for it; null follows the profile's naming. */
  chosen: string | null
}

/** Longest name clients accept for a tool. Source: the specification's guidance on tool names (SEP-986). */
const MAX_NAME = 128

export function prefixed(serviceId: string, name: string): string {
  return `${serviceId}${NAME_SEPARATOR}${name}`.slice(0, MAX_NAME)
}

/** Many clients drop a whole list for one name outside of letters, digits, `_`, `-` and `.`. Source: SEP-986. */
export function validToolName(name: string): string {
  const valid = name.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, MAX_NAME)
  return valid === '' ? '_' : valid
}

/**
 * The names under which an address shows its entries: unique, and the same whenever the entries are the same. Who comes
 * first keeps a contested name; later ones get their service's prefix, and a number where that is taken too.
 */
export function exposedNames(entries: readonly Named[], naming: Profile['naming']): string[] {
  const plain = naming === 'plain' || (naming === 'auto' && areUnique(entries))
  const taken = new Set<string>()
  return entries.map(({ serviceId, name, chosen }) => {
    const wanted = chosen ?? (plain ? name.slice(0, MAX_NAME) : prefixed(serviceId, name))
    const exposed = firstFree(taken, wanted, prefixed(serviceId, name))
    taken.add(exposed)
    return exposed
  })
}

function areUnique(entries: readonly Named[]): boolean {
  return new Set(entries.map(({ name }) => name)).size === entries.length
}

function firstFree(taken: ReadonlySet<string>, wanted: string, otherwise: string): string {
  if (!taken.has(wanted)) return wanted
  if (!taken.has(otherwise)) return otherwise
  for (let n = 2; ; n++) {
    const numbered = `${otherwise.slice(0, MAX_NAME - 4)}_${n}`
    if (!taken.has(numbered)) return numbered
  }
}
