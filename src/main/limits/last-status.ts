import type { GatewayStatus } from '@shared/domain/gateway'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'

export interface StatusSource {
  onStatus(listener: (status: GatewayStatus) => void): Disposable
}

/** How the gateway's guards stood when they last said so. */
export interface LastStatus extends Disposable {
  status(): GatewayStatus
  onStatus(listener: (status: GatewayStatus) => void): Disposable
}

const nothingYet: GatewayStatus = {
  at: 0,
  guards: [],
  clients: [],
  cache: { entries: 0, bytes: 0, diskEntries: 0, diskBytes: 0 },
}

/** Keeps the last status, and tells which tokens were in use. */
export function keepStatus(
  source: StatusSource,
  tokens: { used(uses: readonly { tokenId: string; at: number }[]): void },
): LastStatus {
  const held = new DisposableStore()
  const changes = new Emitter<GatewayStatus>()
  let last = nothingYet
  const received = (status: GatewayStatus): void => {
    last = status
    tokens.used(status.clients.map(({ tokenId, lastSeenAt }) => ({ tokenId, at: lastSeenAt })))
    changes.emit(status)
  }
  held.add(source.onStatus(received))
  return {
    status: () => last,
    onStatus: (listener) => changes.on(listener),
    dispose: () => held.dispose(),
  }
}
