import type { TokenScope } from '@shared/domain/client-token'
import type { Profile } from '@shared/domain/profile'
import { OmniMindError } from '@shared/errors'
import { didYouMean } from '@shared/lib/nearest'

/**
 * A token that is bound to what is not there opens nothing, and would open whatever gets that name later.
 * @throws OmniMindError BAD_INPUT with the known names
 */
export function requireKnownScope(
  { profile, services, tools }: TokenScope,
  known: { profiles: readonly Profile[]; services: readonly { id: string }[] },
): void {
  if (profile !== null) requireOne('profile', profile, known.profiles)
  for (const id of services ?? []) requireOne('service', id, known.services)
  for (const tool of tools ?? []) {
    const [id = ''] = tool.split('/')
    if (!id.endsWith('*')) requireOne('service', id, known.services)
  }
}

function requireOne(what: string, id: string, known: readonly { id: string }[]): void {
  if (known.some((one) => one.id === id)) return
  const ids = known.map((one) => one.id)
  throw new OmniMindError('BAD_INPUT', `There is no ${what} "${id}".`, { nextStep: didYouMean(id, ids) })
}
