import type { ExternalServer } from '@shared/domain/external'
import { secretsIn } from '@shared/domain/external'
import { OmniMindError } from '@shared/errors'
import type { implementContract } from './base'
import type { ApiDeps } from './deps'
import { requireService } from './require-service'

type Implementer = ReturnType<typeof implementContract>

/** Names under which the program itself keeps something; people see and change only their own. */
const OWN_SECRET = /^oauth\./

/** contract.external */
export function externalProcedures({ external: os }: Implementer, deps: ApiDeps) {
  const { external, secrets, services } = deps
  const view = () =>
    secrets
      .list()
      .filter(({ name }) => !OWN_SECRET.test(name))
      .map((secret) => ({ ...secret, usedBy: usersOf(secret.name, external.list()) }))
  return os.router({
    list: os.list.handler(() => [...external.list()]),
    add: os.add.handler(({ input }) => {
      external.add(input)
      return requireService(services, input.id)
    }),
    update: os.update.handler(async ({ input }) => {
      await external.update(input)
      return requireService(services, input.id)
    }),
    remove: os.remove.handler(({ input }) => external.remove(input.id)),
    checkCommand: os.checkCommand.handler(({ input }) => external.checkCommand(input.command)),
    parseConfig: os.parseConfig.handler(({ input }) => external.parseConfig(input.text)),
    signIn: os.signIn.handler(({ input }) => ({ url: external.signInUrl(input.id) })),
    secrets: os.secrets.handler(() => view()),
    setSecret: os.setSecret.handler(async ({ input }) => {
      refuseOwn(input.name)
      secrets.set(input.name, input.value)
      // A running server has the old value; it gets the new one with its next start.
      for (const id of usersOf(input.name, external.list()))
        if (services.get(id)?.wanted === 'running') await services.restart(id)
      return view()
    }),
    removeSecret: os.removeSecret.handler(({ input }) => {
      refuseOwn(input.name)
      const [user] = usersOf(input.name, external.list())
      if (user !== undefined)
        throw new OmniMindError('BAD_INPUT', `The secret "${input.name}" is used by "${user}".`, {
          nextStep: 'Take it out of that server first.',
        })
      secrets.remove(input.name)
      return view()
    }),
  })
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
    throw new OmniMindError('BAD_INPUT', `Names that begin with "oauth." belong to OmniMind.`, {
      nextStep: 'Choose another name.',
    })
}
