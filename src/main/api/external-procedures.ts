import type { implementContract } from './base'
import type { ApiDeps } from './deps'

type Implementer = ReturnType<typeof implementContract>

/** contract.external: the servers people added, and the secrets they use. */
export function externalProcedures({ external: os }: Implementer, { external, secrets }: ApiDeps) {
  return os.router({
    list: os.list.handler(() => external.list()),
    add: os.add.handler(({ input }) => external.add(input)),
    update: os.update.handler(({ input }) => external.update(input)),
    remove: os.remove.handler(({ input }) => external.remove(input.id)),
    checkCommand: os.checkCommand.handler(({ input }) => external.checkCommand(input.command)),
    parseConfig: os.parseConfig.handler(({ input }) => external.parseConfig(input.text)),
    signIn: os.signIn.handler(({ input }) => ({ url: external.signIn(input.id) })),
    secrets: os.secrets.handler(() => secrets.list()),
    setSecret: os.setSecret.handler(({ input }) => secrets.set(input.name, input.value)),
    removeSecret: os.removeSecret.handler(({ input }) => secrets.remove(input.name)),
  })
}
