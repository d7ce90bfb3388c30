import { isServing, needsAttention, type ServiceSnapshot } from '@shared/domain/service'
import { formatAgo } from '../../ui/format'

/** What stands beside a state's word: since when, until when, or why. */
export function stateDetail(service: ServiceSnapshot, now: number): string {
  const { state } = service
  switch (state.kind) {
    case 'stopped':
      if (state.reason === 'by-person') return 'stopped by you'
      if (service.mode === 'on-demand') return 'starts on first use'
      return state.reason === 'quitting' ? 'OmniMind is quitting' : 'not started'
    case 'backing-off':
      return `restarts ${formatAgo(Math.max(state.until, now + 2_000), now)}`
    case 'failed':
      return `tries again ${formatAgo(Math.max(state.nextAttemptAt, now + 2_000), now)}`
    case 'blocked':
      return state.block.kind === 'port-held'
        ? `port ${state.block.holder.port} is taken`
        : 'needs a setting changed'
    case 'starting':
    case 'stopping':
      return ''
    default:
      return `since ${formatAgo(state.at, now).replace(' ago', '')}`.replace('since just now', 'just now')
  }
}

/** How many of something, in words: `1 service`, `3 services`. */
export function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`
}

/** The whole state in words, for the top line: `3 services ready, 1 needs you`. */
export function wholeState(services: readonly ServiceSnapshot[]): string {
  if (services.length === 0) return 'No services yet'
  const kinds = services.map((service) => service.state.kind)
  const of = (kind: (typeof kinds)[number]): number => kinds.filter((one) => one === kind).length
  const ready = services.filter((service) => isServing(service.state)).length
  const needing = services.filter((service) => needsAttention(service.state)).length
  const asleep = services.filter(
    (s) => s.state.kind === 'stopped' && s.mode === 'on-demand' && s.wanted === 'running',
  ).length
  const parts = [
    ready === services.length ? `All ${count(ready, 'service')} ready` : `${count(ready, 'service')} ready`,
    part(of('starting'), 'starting'),
    part(of('backing-off'), 'restarting'),
    part(of('stopping'), 'stopping'),
    part(asleep, 'asleep'),
    part(of('stopped') - asleep, 'stopped'),
    needing > 0 ? `${needing} ${needing === 1 ? 'needs' : 'need'} you` : '',
  ]
  return parts.filter(Boolean).join(', ').replace('All 1 service ready', '1 service ready')
}

function part(n: number, word: string): string {
  return n > 0 ? `${n} ${word}` : ''
}

export const tierTitles: Record<string, string> = {
  '0': 'Control plane',
  '1': 'Always on',
  '2': 'Standard',
  '3': 'On demand',
  observer: 'Observers',
}
