import type { ServiceManifest, ServiceSettings } from '@shared/domain/manifest'
import type { Secrets } from '../secrets'

/**
 * Puts the values of stored secrets in place of their names. A secret that is not there, or cannot be opened, is left
 * empty: the service says what it misses.
 */
export function withSecrets<Config extends { values: ServiceSettings }>(
  config: Config,
  manifest: ServiceManifest | undefined,
  secrets: Pick<Secrets, 'has' | 'read'>,
): Config {
  const keys = secretKeys(manifest)
  if (keys.length === 0) return config
  const values = { ...config.values }
  for (const key of keys) values[key] = valueOf(values[key], secrets)
  return { ...config, values }
}

/** True when the service is given the secret of this name. */
export function usesSecret(manifest: ServiceManifest, values: ServiceSettings, name: string): boolean {
  return secretKeys(manifest).some((key) => values[key] === name)
}

function secretKeys(manifest: ServiceManifest | undefined): string[] {
  const fields = manifest?.settings ?? []
  return fields.filter(({ value }) => value.type === 'secret').map(({ key }) => key)
}

function valueOf(name: ServiceSettings[string] | undefined, secrets: Pick<Secrets, 'has' | 'read'>): string {
  if (typeof name !== 'string' || !secrets.has(name)) return ''
  try {
    return secrets.read(name)
  } catch {
    return ''
  }
}
