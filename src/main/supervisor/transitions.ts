import type { ServiceStateKind } from '@shared/domain/service'

/** Which state may follow which; everything else is a bug in the lifecycle. */
const followers: Record<ServiceStateKind, readonly ServiceStateKind[]> = {
  stopped: ['starting', 'blocked', 'stopped'],
  // `starting` follows itself when the first crash is answered at once.
  starting: ['ready', 'stopping', 'starting', 'backing-off', 'failed', 'blocked', 'stopped'],
  ready: ['degraded', 'stopping', 'starting', 'backing-off', 'failed', 'blocked'],
  degraded: ['ready', 'degraded', 'stopping', 'starting', 'backing-off', 'failed', 'blocked'],
  'backing-off': ['starting', 'stopped', 'blocked'],
  failed: ['starting', 'stopped', 'blocked'],
  stopping: ['stopped', 'starting', 'backing-off', 'failed', 'blocked'],
  blocked: ['starting', 'stopped', 'blocked'],
}

export function mayFollow(from: ServiceStateKind, to: ServiceStateKind): boolean {
  return followers[from].includes(to)
}
