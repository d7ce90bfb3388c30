import { ServiceManifest } from '@shared/domain/manifest'
import { expect, test } from 'vitest'
import { loadServer } from './kit/load-server'
import { registry } from './registry'

test.each(registry.map((manifest) => [manifest.id, manifest] as const))(
  '%s: the manifest is well formed and its folder has the server',
  async (id, manifest) => {
    expect(ServiceManifest.parse(manifest)).toEqual(manifest)
    expect((await loadServer(id)).manifest).toBe(manifest)
  },
)

test('ports are in order and each is used once', () => {
  const ports = registry.map(({ port }) => port)
  expect(ports).toEqual([...new Set(ports)].sort((a, b) => a - b))
})
