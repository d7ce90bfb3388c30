import type { Logger } from '@shared/domain/log'
import { settingsSchema, type ServiceSettings } from '@shared/domain/manifest'
import { errorText, OmniMindError } from '@shared/errors'
import { sleep, type Clock } from '@shared/lib/clock'
import type { ParentChannel } from '@shared/process/parent-channel'
import { measureSelf } from '@shared/process/self-usage'
import { tidyHeapAfterStart } from '@shared/process/tidy-heap'
import { EXIT_CONFIG, type FromService, type ToService } from '@shared/process/service-messages'
import { z } from 'zod'
import type { Notice, ServerDefinition } from './define-server'
import { CenterChannel, type Center } from './center'
import { openEndpoint } from './endpoint'
import { createSessionServer } from './mcp-session'
import { ResourceSubscriptions } from './resource-subscriptions'
import { databaseProblem } from './store/database-problem'

type StartOrder = Extract<ToService, { type: 'start' }>

export interface ServiceProcessDeps {
  channel: ParentChannel<ToService, FromService>
  load: (serviceId: string) => Promise<ServerDefinition>
  clock: Clock
  log: Logger
  exit: (code: number) => void
}

interface Running {
  readonly connections: number
  stop(): Promise<void>
}

/** Calls that still run when the service is asked to stop get this long; main's own patience is 2 s. */
const STOP_GRACE_MS = 1_500
const SEND_MS = 50

/** Obeys main: start once, answer heartbeats, stop when told, end when main is gone. */
export function runServiceProcess(deps: ServiceProcessDeps): void {
  const { channel, clock, exit } = deps
  const usage = measureSelf()
  let running: Promise<Running | null> | null = null
  let connections = (): number => 0

  const center = new CenterChannel((message) => channel.send(message))
  const begin = async (order: StartOrder): Promise<Running | null> => {
    const service = await startOrExit(order, deps, center)
    if (service) connections = () => service.connections
    tidyHeapAfterStart(clock)
    return service
  }

  channel.onClosed(() => exit(0))
  channel.onMessage((message) => {
    if (message.type === 'heartbeat')
      channel.send({ type: 'heartbeat', n: message.n, ...usage(), connections: connections() })
    else if (message.type === 'start') running ??= begin(message)
    else if (message.type === 'response') center.received(message)
    else if (message.type === 'stop') void stopAndExit(running, deps)
  })
  channel.send({ type: 'alive', pid: process.pid })
}

async function startOrExit(
  order: StartOrder,
  deps: ServiceProcessDeps,
  center: Center,
): Promise<Running | null> {
  try {
    const service = await start(order, deps, center)
    deps.channel.send({ type: 'listening', endpoint: order.endpoint })
    return service
  } catch (error) {
    const problem = error instanceof OmniMindError ? error : databaseProblem(error)
    if (!problem) throw error
    deps.log.error(problem.message, { code: problem.code, cause: errorText(problem.cause ?? '') })
    const nextStep = problem.nextStep ?? 'Open the log of this service for details.'
    deps.channel.send({ type: 'config-error', message: problem.message, nextStep })
    // A message still on its way is lost when the process exits.
    await sleep(deps.clock, SEND_MS)
    deps.exit(EXIT_CONFIG)
    return null
  }
}

async function start(order: StartOrder, deps: ServiceProcessDeps, center: Center): Promise<Running> {
  const { channel, clock, log } = deps
  const { manifest, build } = await deps.load(order.serviceId)
  const settings = checkSettings(manifest, order.settings)
  const subscriptions = new ResourceSubscriptions()
  const resourceUpdated = (uri: string): void => subscriptions.updated(uri)
  const notice = (told: Notice): void => channel.send({ type: 'notice', ...told })
  const parts = build({ dataDir: order.dataDir, settings, clock, log, notice, center, resourceUpdated })
  const serve = createSessionServer({ manifest, parts, subscriptions, clock, log })
  const endpoint = await openEndpoint(order.endpoint, {
    clock,
    serve,
    onError: (error) => log.warn(`A connection failed: ${errorText(error)}`),
  })
  return {
    get connections() {
      return endpoint.connections
    },
    async stop() {
      await endpoint.close(STOP_GRACE_MS)
      parts.dispose()
    },
  }
}

async function stopAndExit(
  running: Promise<Running | null> | null,
  { log, exit }: ServiceProcessDeps,
): Promise<void> {
  try {
    const service = await running
    await service?.stop()
    exit(0)
  } catch (error) {
    log.error(`Stopping failed: ${errorText(error)}`)
    exit(1)
  }
}

function checkSettings(manifest: ServerDefinition['manifest'], values: ServiceSettings): ServiceSettings {
  const parsed = settingsSchema(manifest.settings).safeParse(values)
  if (parsed.success) return parsed.data
  const text = `The settings of ${manifest.title} are not valid: ${z.prettifyError(parsed.error)}`
  throw new OmniMindError('CONFIG_INVALID', text, {
    nextStep: `Open the settings of ${manifest.title} and correct them.`,
  })
}
