import type { ServiceSnapshot } from '@shared/domain/service'
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
      return state.detail ?? ''
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
