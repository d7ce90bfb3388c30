import { registry } from '@servers/registry'
import type { CenterClient } from '@shared/contract'
import type { DoctorReport } from '@shared/domain/doctor'
import type { ServiceSnapshot } from '@shared/domain/service'
import { MINUTE } from '@shared/lib/clock'
import { examineService, type ExaminationOptions, type ServiceTarget } from '../../../doctor'
import { readRunningInstance } from '../../host/running-instance'
import type { Invocation } from '../command'
import { connectToCenter, readOwnerToken } from '../connection'
import { lookAtMachine } from './look-at-machine'

/** Of a service's log, in which the cause of its end may stand. */
const LAST_LINES = 60

/** The machine, then every service of the OmniMind that runs, if one does. */
export async function examineEverything(
  invocation: Invocation,
  options: ExaminationOptions,
): Promise<DoctorReport[]> {
  const { io, home } = invocation
  io.err('Examining this machine ...')
  const reports = [await lookAtMachine(invocation, options)]
  if (!readRunningInstance(home)) return reports
  const { client } = connectToCenter(home)
  for (const snapshot of await client.services.list({})) {
    if (options.signal?.aborted) break
    io.err(`Examining ${snapshot.title} ...`)
    reports.push(await examineOne(invocation, client, snapshot, options))
  }
  return reports
}

/** One service, through the gateway with the owner's token. */
export async function examineOne(
  { home }: Invocation,
  client: CenterClient,
  snapshot: ServiceSnapshot,
  options: ExaminationOptions,
): Promise<DoctorReport> {
  const { id, url } = snapshot
  const probe = registry.find((manifest) => manifest.id === id)?.probe ?? null
  const target: ServiceTarget = {
    snapshot,
    url,
    token: readOwnerToken(home),
    probe,
    look: async () => (await client.services.list({})).find((service) => service.id === id) ?? snapshot,
    wake: () => client.services.start({ id }),
    lastWords: (service) => lastWordsOf(client, service),
  }
  return await examineService(target, options)
}

async function lastWordsOf(
  client: CenterClient,
  { id, state, lastError }: ServiceSnapshot,
): Promise<string[]> {
  const { entries } = await client.logs.search({ source: id, limit: LAST_LINES })
  const since = (lastError?.at ?? state.at) - MINUTE
  return entries.filter(({ at }) => at >= since).map(({ text }) => text)
}
