import { systemClock } from '@shared/lib/clock'
import { Watchdog } from '@shared/process/watchdog'
import { runTenantHost } from '../kit/run-host'
import { Isolations } from './isolations'
import { StdioTenant } from './stdio-tenant'

/** Entry of the process that runs all external stdio servers, each as a child. */
runTenantHost((log) => {
  const deps = { clock: systemClock, watchdog: new Watchdog(), isolations: new Isolations(log) }
  return ({ target, ...order }, events) => {
    if (target.kind !== 'stdio') throw new Error(`A server of the kind "${target.kind}" is no program.`)
    return new StdioTenant({ ...order, target }, events, deps)
  }
})
