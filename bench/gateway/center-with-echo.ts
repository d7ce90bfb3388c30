import { setTimeout as sleep } from 'node:timers/promises'
import { connectToCenter } from '../../src/main/cli/connection'
import { defaultLimits, type GatewayLimits } from '@shared/domain/limits'
import type { ExternalServer } from '@shared/domain/external'
import type { CenterClient } from '@shared/contract'
import { openSession } from './measure.ts'
import { RawClient } from './raw-client.ts'
import { plainScript } from './plain-script.ts'
import { startCenter, type RunningCenter } from '../../tests/support/running-center'

export interface CenterUnderTest {
  center: RunningCenter
  client: CenterClient
  stop: () => Promise<void>
}

/** Limits that are on, and so far away that none of them is what is measured. */
export const farLimits: GatewayLimits = {
  ...defaultLimits,
  concurrency: { ...defaultLimits.concurrency, initial: 64 },
  rate: { perMinute: 10_000_000, burst: 1_000_000 },
}

/** A whole control center in processes of its own (build first), with these external stdio servers behind it. */
export async function startCenterWith(
  portOffset: number,
  servers: ExternalServer[],
  limits: GatewayLimits = farLimits,
): Promise<CenterUnderTest> {
  const center = await startCenter({ portOffset })
  process.once('exit', () => center.process.kill())
  const { client } = connectToCenter(center.home)
  await client.gateway.updateLimits(limits)
  for (const server of servers) await client.external.add(server)
  for (const { id } of servers) {
    const deadline = performance.now() + 30_000
    const state = async () =>
      (await client.services.list({})).find((service) => service.id === id)?.state.kind
    while ((await state()) !== 'ready') {
      if (performance.now() > deadline) throw new Error(`${id} is ${await state()} after 30 s`)
      await sleep(50)
    }
  }
  for (const { id } of servers) await untilOffered(id, portOffset, center.token)
  return { center, client, stop: () => center.stop() }
}

/** Its tools are learned and approved a moment after it is ready; only then they are listed. */
async function untilOffered(id: string, portOffset: number, token: string): Promise<void> {
  const at = { name: id, port: 4320 + portOffset, path: `/mcp/${id}`, token }
  const headers = await openSession(at)
  const raw = new RawClient(at.port, at.path, headers)
  const deadline = performance.now() + 15_000
  const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
  while (!(await raw.post(list)).body.includes('"name"')) {
    if (performance.now() > deadline) throw new Error(`${id} offers no tools after 15 s`)
    await sleep(100)
  }
  raw.close()
  await fetch(`http://127.0.0.1:${at.port}${at.path}`, { method: 'DELETE', headers })
}

/** An external server run by this Node. @param script a file of bench/gateway */
export function nodeServer(id: string, script: string, ...args: string[]): ExternalServer {
  return {
    id,
    title: id,
    description: '',
    mode: 'always',
    requestTimeoutS: 300,
    transport: {
      kind: 'stdio',
      command: process.execPath,
      args: [plainScript(script), ...args],
      env: {},
      cwd: null,
      sharing: 'shared',
      startupTimeoutS: 60,
      isolation: 'auto',
    },
  }
}
