import type { CenterClient } from '@shared/contract'
import type { CircuitState, GatewayStatus, GuardStatus } from '@shared/domain/gateway'
import { type ExitCode, exitCodes } from '@shared/exit-codes'
import type { Command, Invocation } from '../command'
import { usageError } from '../command'
import { connectToCenter } from '../connection'
import { cell, json, table } from '../text'

export const gateway: Command = {
  name: 'gateway',
  usage: 'status | clear-cache [SERVICE] | close-circuit SERVICE',
  summary: 'How the guards of calls stand, and the two that can be reset by hand.',
  options: {},
  async run(invocation) {
    const [verb = 'status', serviceId, ...more] = invocation.words
    if (more.length > 0) throw usageError(`"${more.join(' ')}" is too much.`, 'See "omnimind help gateway".')
    const { client } = connectToCenter(invocation.home)
    if (verb === 'status' && serviceId === undefined) return show(invocation, await client.gateway.status({}))
    if (verb === 'clear-cache') {
      await client.gateway.clearCache({ serviceId: serviceId ?? null })
      return said(invocation, client, 'The kept answers are cleared.')
    }
    if (verb === 'close-circuit' && serviceId !== undefined) {
      await client.gateway.closeCircuit({ serviceId })
      return said(invocation, client, `The circuit of ${serviceId} is closed.`)
    }
    throw usageError(
      `"${invocation.words.join(' ')}" is not one of status, clear-cache [SERVICE], close-circuit SERVICE.`,
    )
  },
}

async function said({ io, json: asJson }: Invocation, client: CenterClient, text: string): Promise<ExitCode> {
  if (asJson) io.out(json(await client.gateway.status({})))
  else io.err(text)
  return exitCodes.ok
}

function show({ io, json: asJson }: Invocation, status: GatewayStatus): ExitCode {
  if (asJson) {
    io.out(json(status))
    return exitCodes.ok
  }
  const guards = status.guards.map((one) => [
    one.serviceId,
    circuitOf(one.circuit),
    `${one.inFlight} of ${one.concurrencyLimit}`,
    String(one.queued),
    String(refusedBy(one)),
    hitRate(one),
  ])
  io.out(table(['SERVICE', 'CIRCUIT', 'IN FLIGHT', 'WAITING', 'REFUSED', 'FROM CACHE'], guards))
  const clients = status.clients.map((one) => [
    cell(one.client ?? '(no name)'),
    cell(one.tokenName),
    String(one.sessions),
    String(one.calls),
    String(one.refused),
  ])
  if (clients.length > 0) io.out(`\n${table(['CLIENT', 'TOKEN', 'SESSIONS', 'CALLS', 'REFUSED'], clients)}`)
  return exitCodes.ok
}

function circuitOf(circuit: CircuitState): string {
  if (circuit.kind === 'open') return `open until ${new Date(circuit.until).toISOString().slice(11, 19)} UTC`
  if (circuit.kind === 'half-open') return 'half-open'
  return circuit.failures > 0 ? `closed, ${circuit.failures} failed` : 'closed'
}

function refusedBy({ refused }: GuardStatus): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0)
}

function hitRate({ cache: { hits, diskHits, misses } }: GuardStatus): string {
  const all = hits + diskHits + misses
  return all === 0 ? '-' : `${Math.round((100 * (hits + diskHits)) / all)} % of ${all}`
}
