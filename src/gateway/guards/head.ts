import type { Door } from './door'
import { checkHost } from './host'
import { checkFetchSite, checkOrigin } from './origin'
import { checkPath } from './path'
import { checkPeer } from './peer'
import type { Refusal, RequestHead } from './refusal'
import { checkTarget } from './target'

/** The guards that need no secret, in their order: each one sees only what the ones before let through. */
export function checkHead(request: RequestHead, door: Door): Refusal | null {
  return (
    checkPeer(request) ??
    checkTarget(request) ??
    checkHost(request, door) ??
    checkOrigin(request, door) ??
    checkFetchSite(request) ??
    checkPath(request, door.serviceId)
  )
}
