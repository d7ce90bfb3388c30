import type { ServiceManifest } from '@shared/domain/manifest'

/** Every built-in server, in port order: one line each. Data only, so that all parts may read it. */
export const registry: readonly ServiceManifest[] = []
