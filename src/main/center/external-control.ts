import { secretsIn, type ExternalServer } from '@shared/domain/external'
import type { ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import type { ExternalControl, SecretControl, ServiceControl } from '../api'
import { OWN_SECRET, type ExternalServers } from '../external'
import type { Secrets } from '../secrets'
import type { SettingsStore } from '../settings'

interface ExternalControlDeps {
  external: ExternalServers
  services: Pick<ServiceControl, 'get' | 'restart'>
  settings: Pick<SettingsStore, 'updateService'>
}

/** Servers people add, as the contract steers them: each change answers with the state it led to. */
export function createExternalControl({
  external,
  services,
  settings,
}: ExternalControlDeps): ExternalControl {
  const snapshot = (id: string): ServiceSnapshot => {
    const service = services.get(id)
    if (service) return service
    throw new OmniMindError('UNKNOWN_SERVICE', `There is no service "${id}".`)
  }
  return {
    list: () => [...external.list()],
    async add(server) {
      external.add(server)
      // One of this name may have been stopped before it was removed: whoever adds it wants it.
      settings.updateService(server.id, { wanted: 'running', mode: server.mode })
      return snapshot(server.id)
    },
    async update(server) {
      await external.update(server)
      settings.updateService(server.id, { mode: server.mode })
      return snapshot(server.id)
    },
    remove: (id) => external.remove(id),
    checkCommand: (command) => external.checkCommand(command),
    parseConfig: (text) => external.parseConfig(text),
    signIn: (id) => external.signInUrl(id),
  }
}

/** Secrets as people see them: those the program keeps for itself are not theirs to change. */
export function createSecretControl(
  secrets: Secrets,
  external: ExternalServers,
  services: Pick<ServiceControl, 'get' | 'restart'>,
): SecretControl {
  const list = () =>
    secrets
      .list()
      .filter(({ name }) => !OWN_SECRET.test(name))
      .map((secret) => ({ ...secret, usedBy: usersOf(secret.name, external.list()) }))
  return {
    list,
    set(name, value) {
      refuseOwn(name)
      secrets.set(name, value)
      // A running server has the old value; it gets the new one with its next start.
      for (const id of usersOf(name, external.list()))
        if (services.get(id)?.wanted === 'running') void services.restart(id)
      return list()
    },
    remove(name) {
      refuseOwn(name)
      const [user] = usersOf(name, external.list())
      if (user !== undefined)
        throw new OmniMindError('BAD_INPUT', `The secret "${name}" is used by "${user}".`, {
          nextStep: 'Take it out of that server first.',
        })
      secrets.remove(name)
      return list()
    },
  }
}

function usersOf(name: string, servers: readonly ExternalServer[]): string[] {
  return servers.filter((server) => templatesOf(server).flatMap(secretsIn).includes(name)).map(({ id }) => id)
}

function templatesOf({ transport }: ExternalServer): string[] {
  if (transport.kind !== 'stdio') return Object.values(transport.headers)
  return [...transport.args, ...Object.values(transport.env)]
}

function refuseOwn(name: string): void {
  if (OWN_SECRET.test(name))
    throw new OmniMindError('BAD_INPUT', 'Names that begin with "oauth." belong to OmniMind.', {
      nextStep: 'Choose another name.',
    })
}
