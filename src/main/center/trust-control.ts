import type { ToolReview } from '@shared/contract/trust'
import { DAY, SECOND, type Clock } from '@shared/lib/clock'
import type { MetricsReader, ServiceControl, ToolCaller, TrustControl } from '../api'
import {
  addressesOf,
  costOf,
  countByService,
  COUNTING_SERVICE,
  definitionsOf,
  type CostedService,
} from '../context-cost'
import { GATEWAY_ID } from '../front-door'
import type { Extension } from './extension'

export interface TrustControlDeps {
  extension: Pick<Extension, 'trust' | 'profiles' | 'costs'>
  services: Pick<ServiceControl, 'list' | 'get'>
  tools: Pick<ToolCaller, 'callTool'>
  metrics: Pick<MetricsReader, 'tools'>
  clock: Clock
}

/** Who asks waits this long for counting, then gets what is known. */
const COUNT_MS = 5 * SECOND

/** What external servers offer, against what a person approved; and what it all costs a model's context. */
export function createTrustControl({
  extension: { trust, profiles, costs },
  services,
  tools,
  metrics,
  clock,
}: TrustControlDeps): TrustControl {
  const countTexts = countByService({
    address: () => {
      const service = services.get(COUNTING_SERVICE)
      return service?.state.kind === 'ready' ? service : null
    },
    callTool: (service, call) => tools.callTool(service, call),
  })
  const counted = (definitions: readonly Record<string, unknown>[]): Promise<void> =>
    Promise.race([
      costs.count(definitions, countTexts),
      new Promise<void>((resolve) => void clock.after(COUNT_MS, resolve)),
    ])
  const ownServices = () => services.list().filter(({ id }) => id !== GATEWAY_ID)
  const reviewsOf = async (serviceId: string | undefined): Promise<ToolReview[]> => {
    const ids = serviceId === undefined ? ownServices().map(({ id }) => id) : [serviceId]
    await counted(trust.reviews(ids).map(({ tool }) => tool.definition))
    return trust.reviews(ids)
  }
  const costedServices = (): Promise<CostedService[]> => {
    const toMs = clock.epochMs()
    return Promise.all(
      ownServices().map(async ({ id, title }) => ({
        serviceId: id,
        title,
        tools: trust.lastCatalog(id)?.tools ?? [],
        stats: await metrics.tools({ fromMs: toMs - DAY, toMs, serviceId: id }),
      })),
    )
  }
  return {
    tools: reviewsOf,
    pending: () => trust.pending(),
    onPending: (listener) => trust.onChange(() => listener(trust.pending())),
    approve(serviceId, approved) {
      trust.approve(serviceId, approved)
      return reviewsOf(serviceId)
    },
    withdraw(serviceId, names) {
      trust.withdraw(serviceId, names)
      return reviewsOf(serviceId)
    },
    async costs() {
      const addresses = addressesOf(await costedServices(), profiles.list())
      await counted(definitionsOf(addresses))
      return addresses.map((address) => costOf(address, costs))
    },
  }
}
