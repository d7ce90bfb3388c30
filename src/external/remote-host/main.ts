import { systemClock } from '@shared/lib/clock'
import { runTenantHost } from '../kit/run-host'
import { createRemoteTenant } from './create-tenant'

/** The entry of the process through which remote MCP servers are reached; each of them is a tenant. */

// The SDK's OAuth code warns on standard error and may repeat what a sign-in service answered.
console.warn = () => {}

runTenantHost(() => createRemoteTenant({ clock: systemClock, clientMetadataUrl: null }))
