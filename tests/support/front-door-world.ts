import type { PortHolder, ServiceEvent } from '@shared/domain/service'
import { onTestFinished } from 'vitest'
import type { FrontDoor } from '../../src/main/front-door/front-door'
import { createFrontDoor } from '../../src/main/front-door/create-front-door'
import { anyToken, configFor } from './gateway-config'
import { createWorld, manifestOf, type World } from './supervisor-world'

/** A front door with a gateway that started, before a supervisor of two services; it ends with the test. */
export interface FrontDoorWorld {
  world: World
  door: FrontDoor
  listeners: readonly { serviceId: string; port: number }[]
  events: ServiceEvent[]
  /** The ports whose holder was asked for, as `ADDRESS PORT`. */
  diagnosed: string[]
  /** Answers the last of these questions. */
  answerDiagnosis: (holder: PortHolder) => void
}

/** nginx has it. */
export const holderOf = (port: number, address: string): PortHolder => ({
  port,
  address,
  pid: 77,
  command: 'nginx',
  user: 'me',
  isOmniMind: false,
})

/** What the gateway says of a port that another program has. */
export const bindFailed = (serviceId: string, port: number, address = '::1') => ({
  type: 'bind-failed',
  serviceId,
  port,
  address,
  code: 'EADDRINUSE',
})

export async function openFrontDoor(): Promise<FrontDoorWorld> {
  const world = createWorld([manifestOf('memory'), manifestOf('git', 2, 'on-demand')])
  onTestFinished(() => world.dispose())
  world.host.onSpawn = (process) =>
    process.name === 'gateway' ? process.says({ type: 'started' }) : process.listening()
  const listeners = [
    { serviceId: 'memory', port: 6_321 },
    { serviceId: 'git', port: 6_332 },
  ]
  const door = createFrontDoor({
    clock: world.clock,
    spawn: world.host.spawn,
    log: (entry) => void world.log.push(entry),
    redact: (text: string) => text,
    random: () => 1,
    policy: 'standard',
    supervisor: world.supervisor,
    listeners: () => listeners,
    tokens: () => [{ ...anyToken, id: 'owner', sha256: 'a'.repeat(64) }],
    diagnose: (port, address) => {
      opened.diagnosed.push(`${address} ${port}`)
      return new Promise((resolve) => (opened.answerDiagnosis = resolve))
    },
    gatewayConfig: () => configFor(['memory', 'git']),
    dataDir: '/gateway',
    config: () => ({ port: 6_320, defaultPort: 6_320, url: 'http://localhost:6320/mcp' }),
  })
  const opened: FrontDoorWorld = {
    world,
    door,
    listeners,
    events: [],
    diagnosed: [],
    answerDiagnosis: () => {},
  }
  door.onEvent((event) => opened.events.push(event))
  const started = door.start()
  world.supervisor.startWanted()
  await world.clock.advance(0)
  const { state } = await started
  if (state.kind !== 'ready') throw new Error(`The front door is ${state.kind}.`)
  return opened
}
