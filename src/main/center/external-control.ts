import { registry } from '@servers/registry'
import type { ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import type { ExternalControl, SecretControl, ServiceControl } from '../api'
import { OWN_SECRET, type ExternalServers } from '../external'
import type { Secrets } from '../secrets'
import type { SettingsStore } from '../settings'
import { usesSecret } from './setting-secrets'

interface ExternalControlDeps {
  external: ExternalServers
  services: Pick<ServiceControl, 'get'>
  settings: Pick<SettingsStore, 'service' | 'updateService' | 'forgetService'>
  /** Nothing is to be left of a server that was removed. */
  forget: (id: string) => void
}

/** Servers people add, as the contract steers them: each change answers with the state it led to. */
export function createExternalControl({
  external,
  services,
  settings,
  forget,
}: ExternalControlDeps): ExternalControl {
  const snapshot = (id: string): ServiceSnapshot => {
    const service = services.get(id)
    if (service) return service
    throw new OmniMindError('UNKNOWN_SERVICE', `There is no service "${id}".`)
  }
  return {
    // The mode may have been changed on the page of the service meanwhile.
    list: () => external.list().map((server) => ({ ...server, mode: settings.service(server.id).mode })),
    async add(server) {
      external.add(server)
      return snapshot(server.id)
    },
    async update(server) {
      external.update(server)
      if (settings.service(server.id).mode !== server.mode)
        settings.updateService(server.id, { mode: server.mode })
      return snapshot(server.id)
    },
    async remove(id) {
      const removed = await external.remove(id)
      settings.forgetService(id)
      forget(id)
      return removed
    },
    checkCommand: (command) => external.checkCommand(command),
    parseConfig: (text) => external.parseConfig(text),
    signIn: (id) => external.signInUrl(id),
  }
}

/** Secrets as people see them: those the program keeps for itself are not theirs to change. */
export function createSecretControl(
  secrets: Secrets,
  external: Pick<ExternalServers, 'usersOf' | 'secretChanged'>,
  settings: Pick<SettingsStore, 'service'>,
): SecretControl {
  const usersOf = (name: string): string[] => {
    const builtIn = registry.filter((manifest) =>
      usesSecret(manifest, settings.service(manifest.id).values, name),
    )
    return [...builtIn.map(({ id }) => id), ...external.usersOf(name)]
  }
  const list = () =>
    secrets
      .list()
      .filter(({ name }) => !OWN_SECRET.test(name))
      .map((secret) => ({ ...secret, usedBy: usersOf(secret.name) }))
  return {
    list,
    set(name, value) {
      refuseOwn(name)
      secrets.set(name, value)
      external.secretChanged(name)
      return list()
    },
    remove(name) {
      refuseOwn(name)
      const users = usersOf(name)
      if (users.length > 0)
        throw new OmniMindError('BAD_INPUT', `The secret "${name}" is used by ${users.join(', ')}.`, {
          nextStep: 'Take it out of there first.',
        })
      secrets.remove(name)
      return list()
    },
  }
}

function refuseOwn(name: string): void {
  if (OWN_SECRET.test(name))
    throw new OmniMindError('BAD_INPUT', 'Names that begin with "oauth." belong to OmniMind.', {
      nextStep: 'Choose another name.',
    })
}
