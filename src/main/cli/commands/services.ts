import type { CenterClient } from '@shared/contract'
import type { ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import type { ExitCode } from '@shared/exit-codes'
import { exitCodes } from '@shared/exit-codes'
import { peoplesServices } from '@shared/domain/whole-state'
import { didYouMean } from '@shared/lib/nearest'
import type { Command, Invocation } from '../command'
import { noMore, usageError } from '../command'
import { connectToCenter } from '../connection'
import { tellWhoIsDown } from '../tell-who-is-down'
import { duration, json, stateLabel, table } from '../text'

type Verb = 'start' | 'stop' | 'restart'
const verbs: readonly string[] = ['start', 'stop', 'restart']

export const services: Command = {
  name: 'services',
  usage: 'list | start|stop|restart ID...|--all',
  summary: 'List services, or change what is wanted of them.',
  details: 'start and restart end with 1 when a service did not come up, and say why.',
  options: { all: { type: 'boolean' } },
  async run(invocation) {
    const [verb = 'list', ...ids] = invocation.words
    const { client } = connectToCenter(invocation.home)
    if (verb === 'list') {
      noMore(ids, 'services')
      return show(invocation, await client.services.list({}))
    }
    if (!verbs.includes(verb)) throw usageError(`"${verb}" is not one of list, start, stop, restart.`)
    const all = invocation.flag('all')
    if (all === ids.length > 0) throw usageError(`Name services to ${verb}, or use --all.`)
    const known = await client.services.list({})
    const chosen = all ? peoplesServices(known).map(({ id }) => id) : checkIds(ids, known)
    return show(invocation, await change(client, verb as Verb, chosen, all))
  },
}

/** Nothing is done when one of the names is wrong. */
function checkIds(ids: string[], services: ServiceSnapshot[]): string[] {
  const known = services.map(({ id }) => id)
  const unknown = ids.find((id) => !known.includes(id))
  if (unknown === undefined) return [...new Set(ids)]
  throw new OmniMindError('UNKNOWN_SERVICE', `There is no service "${unknown}".`, {
    nextStep: didYouMean(unknown, known),
  })
}

function change(client: CenterClient, verb: Verb, ids: string[], all: boolean): Promise<ServiceSnapshot[]> {
  if (all && verb === 'start') return client.services.startAll({})
  if (all && verb === 'stop') return client.services.stopAll({})
  return Promise.all(ids.map((id) => client.services[verb]({ id })))
}

function show({ io, json: asJson, words }: Invocation, list: ServiceSnapshot[]): ExitCode {
  const rows = list.map((service) => [
    service.id,
    stateLabel(io, service.state.kind),
    String(service.port),
    String(service.tier),
    service.pid === null ? '-' : duration(service.uptimeMs),
    service.url,
  ])
  io.out(asJson ? json(list) : table(['SERVICE', 'STATE', 'PORT', 'TIER', 'UPTIME', 'URL'], rows))
  const starting = words[0] === 'start' || words[0] === 'restart'
  return starting ? tellWhoIsDown({ io, json: asJson }, list) : exitCodes.ok
}
