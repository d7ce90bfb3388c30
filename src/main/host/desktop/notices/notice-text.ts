import { stateWord, type ServiceSnapshot, type ServiceState } from '@shared/domain/service'
import type { Notice } from '../../host'

/** What happened and the one next step, as the service's page says it too. */
export function failureNotice({ id, title, state }: ServiceSnapshot): Notice {
  return { title: `${title}: ${stateWord(state.kind)}`, body: reasonOf(state), serviceId: id }
}

export function recoveryNotice({ id, title, state }: ServiceSnapshot): Notice {
  return {
    title: `${title} is back`,
    body: `It serves its clients again: ${stateWord(state.kind)}.`,
    serviceId: id,
  }
}

export function manyNotice(services: readonly ServiceSnapshot[]): Notice {
  return {
    title: `${services.length} services are down`,
    body: services.map(({ title }) => title).join(', '),
  }
}

function reasonOf(state: ServiceState): string {
  if (state.kind === 'blocked' && state.block.kind === 'port-held') {
    const { port, command, pid } = state.block.holder
    return `Port ${port} is held by ${command ?? 'another program'}${pid === null ? '' : ` (pid ${pid})`}.`
  }
  const problem = problemOf(state)
  if (problem === null) return 'Open its page to see why.'
  return problem.nextStep === undefined ? problem.message : `${problem.message} ${problem.nextStep}`
}

function problemOf(state: ServiceState): { message: string; nextStep?: string | undefined } | null {
  if (state.kind === 'failed' || state.kind === 'backing-off') return state.problem
  return state.kind === 'blocked' && state.block.kind === 'configuration' ? state.block.problem : null
}
