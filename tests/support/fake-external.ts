import type { ApiDeps } from '../../src/main/api'
import { parseConfig } from '../../src/main/external/parse-config'
import type { SecretView } from '../../src/shared/contract/external'
import type { ExternalServer } from '../../src/shared/domain/external'
import { defaultProfile, type Profile } from '../../src/shared/domain/profile'
import type { ServiceSnapshot } from '../../src/shared/domain/service'
import { OmniMindError } from '../../src/shared/errors'
import { serviceSnapshot } from './samples'

/** External servers, secrets and profiles of the contract, in memory. */
export class FakeExternal {
  readonly servers = new Map<string, ExternalServer>()
  /** Values by name, as they were given. */
  readonly secretValues = new Map<string, string>()
  /** Who uses a secret, by its name. */
  secretUsers: Record<string, string[]> = {}
  #profiles: Profile[] = [defaultProfile]

  deps(): Pick<ApiDeps, 'external' | 'secrets' | 'profiles'> {
    return {
      external: {
        list: () => [...this.servers.values()],
        add: async (server) => {
          if (this.servers.has(server.id))
            throw new OmniMindError('BAD_INPUT', `"${server.id}" is taken by another service or a profile.`)
          return this.#put(server)
        },
        update: async (server) => this.#put(this.#one(server.id) && server),
        remove: async (id) => {
          const server = this.#one(id)
          this.servers.delete(id)
          return server
        },
        checkCommand: async (command) =>
          command === 'npx'
            ? { found: '/usr/bin/npx', problem: null, isolated: true }
            : { found: null, problem: `"${command}" was not found on your PATH.`, isolated: true },
        parseConfig: (text) => parseConfig(text, (name) => this.secretValues.has(name)),
        signIn: () => null,
      },
      secrets: {
        list: () => this.#secrets(),
        set: (name, value) => {
          this.secretValues.set(name, value)
          return this.#secrets()
        },
        remove: (name) => {
          if (!this.secretValues.delete(name))
            throw new OmniMindError('BAD_INPUT', `There is no secret "${name}".`)
          return this.#secrets()
        },
      },
      profiles: {
        list: () => this.#profiles,
        save: (profile) =>
          (this.#profiles = [...this.#profiles.filter(({ id }) => id !== profile.id), profile]),
        remove: (id) => (this.#profiles = this.#profiles.filter((profile) => profile.id !== id)),
      },
    }
  }

  #put(server: ExternalServer): ServiceSnapshot {
    this.servers.set(server.id, server)
    return serviceSnapshot({ id: server.id, title: server.title, kind: 'external', tier: 3 })
  }

  #one(id: string): ExternalServer {
    const server = this.servers.get(id)
    if (server) return server
    throw new OmniMindError('UNKNOWN_SERVICE', `There is no external server "${id}".`)
  }

  #secrets(): SecretView[] {
    return [...this.secretValues.keys()].map((name) => ({
      name,
      updatedAt: 0,
      usedBy: this.secretUsers[name] ?? [],
    }))
  }
}
