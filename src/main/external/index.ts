export { createExternalServers } from './create-external-servers'
export type { ExternalDeps, ExternalServers, ExternalSupervision } from './external-servers'
export { externalManifest } from './manifest'
export { OWN_SECRET } from './oauth-credentials'
