import { join } from 'node:path'
import { ExternalServer, secretsIn } from '@shared/domain/external'
import type { Logger } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import { didYouMean } from '@shared/lib/nearest'
import { openCollection, type CollectionFile } from '../settings'
import { templatesOf } from './checks'
import { externalManifest } from './manifest'

export interface DefinitionsDeps {
  home: string
  clock: Clock
  log: Logger
  /** Ids of built-in services and profiles. */
  isTaken: (id: string) => boolean
}

/** The servers people added, as they are stored, and those that are still ending. */
export class Definitions {
  readonly warnings: readonly string[]
  readonly #file: CollectionFile<ExternalServer>
  /** Their ids came to belong to others, for example to a service that a newer version brought along. */
  readonly #shadowed: ReadonlySet<string>
  /** Removed, but still ending: its supervision asks for its settings until then, and its id is taken. */
  readonly #leaving = new Map<string, ExternalServer>()

  constructor({ home, clock, log, isTaken }: DefinitionsDeps) {
    const epochMs = (): number => clock.epochMs()
    const path = join(home, 'external-servers.json')
    this.#file = openCollection(path, ExternalServer, 'external servers', { epochMs, log })
    const taken = this.#file.items().filter(({ id }) => isTaken(id))
    this.#shadowed = new Set(taken.map(({ id }) => id))
    this.warnings = [...this.#file.warnings, ...[...this.#shadowed].map(shadowedWords)]
    for (const id of this.#shadowed) log.warn(shadowedWords(id))
  }

  items(): ExternalServer[] {
    return this.#file.items().filter(({ id }) => !this.#shadowed.has(id))
  }

  get(id: string): ExternalServer | undefined {
    return this.#leaving.get(id) ?? this.items().find((server) => server.id === id)
  }

  /** @throws OmniMindError UNKNOWN_SERVICE, also for one that is ending */
  required(id: string): ExternalServer {
    const items = this.items()
    const server = items.find((known) => known.id === id)
    if (server) return server
    const nextStep = didYouMean(
      id,
      items.map((known) => known.id),
    )
    throw new OmniMindError('UNKNOWN_SERVICE', `There is no external server "${id}".`, { nextStep })
  }

  manifests(): ServiceManifest[] {
    return [...this.items(), ...this.#leaving.values()].map(externalManifest)
  }

  /** Ids of the servers that use a secret. */
  usersOf(secret: string): string[] {
    return this.items()
      .filter(({ transport }) => templatesOf(transport).some((text) => secretsIn(text).includes(secret)))
      .map(({ id }) => id)
  }

  /** @throws OmniMindError DATA_DIR_UNWRITABLE; nothing changed then */
  put(server: ExternalServer): void {
    this.#file.put(server)
  }

  /** First the file: what cannot be written there stays whole, and runs on. @throws OmniMindError DATA_DIR_UNWRITABLE */
  leave(server: ExternalServer): void {
    this.#file.remove(server.id)
    this.#leaving.set(server.id, server)
  }

  /** Nothing of it runs any more. */
  left(id: string): void {
    this.#leaving.delete(id)
  }
}

function shadowedWords(id: string): string {
  return `The external server "${id}" is not used: its id belongs to another service or profile now. Rename it in external-servers.json.`
}
