import type { ExternalServer } from '@shared/domain/external'
import type { ServiceManifest } from '@shared/domain/manifest'
import { GATEWAY_PORT } from '@shared/domain/ports'

/** How the supervisor sees an external server: a service of tier 3 that proves itself by `ping`. */
export function externalManifest({
  id,
  title,
  description,
  mode,
  transport,
}: ExternalServer): ServiceManifest {
  const what = transport.kind === 'stdio' ? transport.command : transport.url
  return {
    id,
    kind: 'external',
    title,
    description: description === '' ? `External server: ${what}` : description,
    // It has none of its own.
    port: GATEWAY_PORT,
    tier: 3,
    mode,
    settings: [],
    probe: null,
    permissions:
      transport.kind === 'stdio'
        ? ['Runs a program of somebody else with your permissions.']
        : ['Sends what it is asked to another computer or program.'],
  }
}
