import type { TrustControl } from '../../src/main/api'
import type { ToolReview } from '../../src/shared/contract/trust'
import { OmniMindError } from '../../src/shared/errors'
import { Emitter } from '../../src/shared/lib/emitter'

/** Tools under review, in memory. */
export class FakeTrust {
  reviews: ToolReview[] = []
  readonly #changes = new Emitter<Record<string, number>>()

  control(): TrustControl {
    return {
      tools: (serviceId) => this.#of(serviceId),
      pending: () => this.#pending(),
      onPending: (listener) => this.#changes.on(listener),
      approve: (serviceId, tools) => {
        for (const { name, fingerprint } of tools)
          if (!this.#of(serviceId).some(({ tool }) => tool.name === name && tool.fingerprint === fingerprint))
            throw new OmniMindError('BAD_INPUT', `The tool "${name}" is not any more as it was.`)
        return this.#set(
          serviceId,
          tools.map(({ name }) => name),
          'trusted',
        )
      },
      withdraw: (serviceId, names) => this.#set(serviceId, names, 'new'),
      costs: () => [
        {
          id: 'default',
          kind: 'profile',
          tools: this.reviews.length,
          definitionTokens: 1_234,
          searchModeTokens: 240,
          meanResultTokens: 56,
          exact: false,
        },
      ],
    }
  }

  #of(serviceId: string | undefined): ToolReview[] {
    return this.reviews.filter((review) => serviceId === undefined || review.serviceId === serviceId)
  }

  #set(serviceId: string, names: readonly string[], trust: ToolReview['tool']['trust']): ToolReview[] {
    this.reviews = this.reviews.map((review) =>
      review.serviceId === serviceId && names.includes(review.tool.name)
        ? { ...review, tool: { ...review.tool, trust } }
        : review,
    )
    this.#changes.emit(this.#pending())
    return this.#of(serviceId)
  }

  #pending(): Record<string, number> {
    const waiting = this.reviews.filter(({ tool }) => tool.trust !== 'trusted')
    const byService = Map.groupBy(waiting, ({ serviceId }) => serviceId)
    return Object.fromEntries([...byService].map(([serviceId, all]) => [serviceId, all.length]))
  }
}
