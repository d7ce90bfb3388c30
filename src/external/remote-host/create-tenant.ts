import type { CreateTenant, TenantOrder } from '../kit/tenant'
import { RemoteTenant, type RemoteTarget, type RemoteTenantDeps } from './remote-tenant'

/** Makes the tenants of the remote host. */
export function createRemoteTenant(deps: RemoteTenantDeps): CreateTenant {
  return (order, events) => {
    if (!isRemote(order))
      throw new Error('A program cannot be run here: this host reaches remote servers only.')
    return new RemoteTenant(order, events, deps)
  }
}

function isRemote(order: TenantOrder): order is TenantOrder<RemoteTarget> {
  return order.target.kind !== 'stdio'
}
