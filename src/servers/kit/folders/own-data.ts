import { basename, dirname } from 'node:path'

/**
 * What a service keeps closed to models although a folder contains it: everything of OmniMind, which holds tokens and the data
 * of other services (`HOME/services/<id>` is a service's own directory), or at least its own directory.
 */
export function ownData(dataDir: string): string[] {
  const services = dirname(dataDir)
  return [basename(services) === 'services' ? dirname(services) : dataDir]
}
