import type { ServiceSnapshot } from '@shared/domain/service'

/** True while something is wrong of which the doctor may know more than the state says. */
export function isWorthExamining({ state }: Pick<ServiceSnapshot, 'state'>): boolean {
  return ['failed', 'blocked', 'degraded', 'backing-off'].includes(state.kind)
}
