import { setTimeout as sleep } from 'node:timers/promises'
import type { CenterClient } from '@shared/contract'
import { ExternalServer } from '@shared/domain/external'

/** Looks again every 50 ms until the answer is good. @throws with the last answer when it never is */
export async function eventually<T>(
  look: () => T | Promise<T>,
  good: (value: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const value = await look()
    if (good(value)) return value
    if (performance.now() > deadline)
      throw new Error(`Not within ${withinMs} ms; the last look gave ${JSON.stringify(value)}`)
    await sleep(50)
  }
}

/** Adds an external server as a person does and waits until its tools can be called. */
export async function addServer(
  center: CenterClient,
  id: string,
  transport: Record<string, unknown>,
): Promise<void> {
  await center.external.add(ExternalServer.parse({ id, title: id, requestTimeoutS: 60, transport }))
  await untilOffered(center, id)
}

export async function untilReady(center: CenterClient, id: string, withinMs = 20_000): Promise<void> {
  const state = async () => (await center.services.list({})).find((service) => service.id === id)?.state
  await eventually(state, (one) => one?.kind === 'ready', withinMs)
}

/** A server's address lists its tools once the gateway has learned them. */
export async function untilOffered(center: CenterClient, id: string): Promise<void> {
  await untilReady(center, id)
  const address = async () => (await center.gateway.endpoints({})).find((one) => one.id === id)
  await eventually(address, (one) => (one?.toolCount ?? 0) > 0)
}
