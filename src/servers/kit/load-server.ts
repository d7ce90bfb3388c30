import { OmniMindError } from '@shared/errors'
import type { ServerDefinition } from './define-server'

/** Every server folder by path; the bundler makes each a chunk of its own, so a child loads only its own code. */
const modules = import.meta.glob<ServerDefinition>('../*/server.ts', { import: 'server' })

/** @throws OmniMindError UNKNOWN_SERVICE */
export async function loadServer(serviceId: string): Promise<ServerDefinition> {
  const load = modules[`../${serviceId}/server.ts`]
  if (load) return await load()
  throw new OmniMindError('UNKNOWN_SERVICE', `There is no built-in server called ${serviceId}.`, {
    nextStep: 'Install OmniMind again: its files do not fit together.',
  })
}
