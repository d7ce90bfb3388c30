import type { ClientToken, Priority, TokenScope } from '@shared/domain/client-token'
import type { GatewayClient } from '@shared/domain/gateway'

export const priorityWords: Record<Priority, string> = {
  high: 'goes first',
  normal: 'normal priority',
  low: 'goes last',
}

export const eraWords: Record<GatewayClient['era'], string> = {
  session: 'with sessions',
  stateless: 'stateless',
}

/** What a token's owner may do, in a sentence without its full stop. */
export function scopeWords(scope: TokenScope, titleOf: (id: string) => string): string {
  const reads = scope.readOnly ? 'Reads only' : 'Everything'
  const places = [
    ...(scope.profile === null ? [] : [`at the address of ${titleOf(scope.profile)}`]),
    ...(scope.services === null ? [] : [`of ${listed(scope.services.map(titleOf))}`]),
    ...(scope.tools === null ? [] : [`limited to ${listed(scope.tools)}`]),
  ]
  return [reads, ...places].join(', ')
}

/** How a token stands now. */
export function tokenStanding(token: ClientToken, now: number): 'valid' | 'expired' | 'revoked' {
  if (token.revokedAt !== null) return 'revoked'
  return token.expiresAt !== null && token.expiresAt <= now ? 'expired' : 'valid'
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing'
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}
