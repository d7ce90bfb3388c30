import type { Finding } from '@shared/domain/catalog'
import { LookAlikes } from './look-alikes'

/** A service's tools, as its neighbours must know them. */
export interface Neighbour {
  serviceId: string
  title: string
  tools: readonly { name: string; fingerprint: string; definition: Record<string, unknown> }[]
}

/** Of each service; honest ones have fewer by far, and comparing takes everybody's time. */
export const MAX_COMPARED = 500

/** What two tools of one name are to each other, and who speaks about whom. Sentences end where one does. */
const ORDERS =
  /\b(?:before|after|instead|must|always|never|only|first|do not|don't|avoid|ignore|prefer|replaces?)\b/i
const SENTENCE = /[^.!?\n]+/g
const WORD = /[A-Za-z][\w-]*/g

/**
 * What is odd about a tool beside the tools of other services. Services are compared in the order in which they are
 * listed, so that the one that came later is flagged, not the one it imitates.
 */
export class Neighbours {
  readonly #owners = new Map<string, { title: string; serviceId: string; fingerprint: string }>()
  readonly #alike = new LookAlikes<string>()
  readonly #everyone = new Map<string, Set<string>>()

  /** @param all every service, whose tools can be spoken about; `add` makes them comparable one by one */
  constructor(all: readonly Neighbour[]) {
    for (const { serviceId, tools } of all)
      for (const { name } of tools) {
        const owners = this.#everyone.get(name) ?? new Set()
        this.#everyone.set(name, owners.add(serviceId))
      }
  }

  add({ serviceId, title, tools }: Neighbour): void {
    for (const { name, fingerprint } of tools.slice(0, MAX_COMPARED)) {
      if (!this.#owners.has(name)) this.#owners.set(name, { title, serviceId, fingerprint })
      this.#alike.add(name, title)
    }
  }

  findings(serviceId: string, { name, fingerprint, definition }: Neighbour['tools'][number]): Finding[] {
    const { description } = definition
    return [
      ...this.#shadowed(name, fingerprint),
      ...this.#lookAlike(name),
      ...(typeof description === 'string' ? this.#orders(serviceId, description) : []),
    ]
  }

  /** The very same definition is the same server, added twice. */
  #shadowed(name: string, fingerprint: string): Finding[] {
    const owner = this.#owners.get(name)
    if (!owner || owner.fingerprint === fingerprint) return []
    const text = `${owner.title} has a tool "${name}" too. A model may take one for the other.`
    return [{ kind: 'shadowed-name', text }]
  }

  #lookAlike(name: string): Finding[] {
    if (this.#owners.has(name)) return []
    const twin = this.#alike.find(name)
    if (!twin) return []
    const text = `Its name "${name}" looks like "${twin.name}" of ${twin.of}.`
    return [{ kind: 'look-alike-name', text }]
  }

  /** Tells the model how to use another service's tool: how one server takes over another. */
  #orders(serviceId: string, description: string): Finding[] {
    for (const sentence of description.slice(0, MAX_TEXT).match(SENTENCE) ?? []) {
      if (!ORDERS.test(sentence)) continue
      const foreign = sentence.match(WORD)?.find((word) => this.#isForeign(serviceId, word))
      if (foreign === undefined) continue
      const text = `description tells the model how to use "${foreign}" of another service: "${sentence.trim().slice(0, 120)}"`
      return [{ kind: 'instructions-to-the-model', text }]
    }
    return []
  }

  /** Only names nobody writes by chance: with a `_` or `-`, or in camel case. */
  #isForeign(serviceId: string, word: string): boolean {
    if (!/[a-z0-9][_-][a-z]|[a-z][A-Z]/.test(word)) return false
    const owners = this.#everyone.get(word)
    return owners !== undefined && !owners.has(serviceId)
  }
}

const MAX_TEXT = 20_000
