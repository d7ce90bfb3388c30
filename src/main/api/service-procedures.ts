import type { implementContract } from './base'
import type { ApiDeps } from './deps'
import { requireService } from './require-service'
import { createServicePorts } from './service-ports'
import { configureService, viewSettings } from './service-settings'
import { callTool, listTools } from './tool-calls'
import { watchServices } from './watch-services'

/** contract.services: state, commands, settings, tools and ports of the services. */
export function serviceProcedures({ services: os }: ReturnType<typeof implementContract>, deps: ApiDeps) {
  const { services } = deps
  const ports = createServicePorts(deps)
  const known = (id: string): string => requireService(services, id).id
  return os.router({
    list: os.list.handler(() => services.list()),
    watch: os.watch.handler(({ signal }) => watchServices(services, signal)),
    start: os.start.handler(async ({ input }) => services.start(known(input.id))),
    stop: os.stop.handler(async ({ input }) => services.stop(known(input.id))),
    restart: os.restart.handler(async ({ input }) => services.restart(known(input.id))),
    startAll: os.startAll.handler(() => services.startAll()),
    stopAll: os.stopAll.handler(() => services.stopAll()),
    history: os.history.handler(async ({ input }) => deps.history(known(input.id), input.limit)),
    tools: os.tools.handler(async ({ input, signal }) => listTools(deps, input.id, signal)),
    call: os.call.handler(({ input, signal }) => callTool(deps, input, signal)),
    settings: os.settings.handler(({ input }) => viewSettings(deps, input.id)),
    configure: os.configure.handler(({ input }) => configureService(deps, input)),
    useFreePort: os.useFreePort.handler(({ input }) => ports.useFreePort(input.id)),
    useDefaultPort: os.useDefaultPort.handler(({ input }) => ports.useDefaultPort(input.id)),
    stopPortHolder: os.stopPortHolder.handler(({ input }) => ports.stopHolder(input.id, input.pid)),
    recheckPort: os.recheckPort.handler(async ({ input }) => ({ holder: await ports.recheck(input.id) })),
  })
}
