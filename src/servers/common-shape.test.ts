import { existsSync, readFileSync } from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '@shared/lib/clock'
import { settingsSchema } from '@shared/domain/manifest'
import { memoryLogger } from '../../tests/support/memory-logger'
import type { Center } from './kit/center'
import type { ServerParts } from './kit/define-server'
import { loadServer } from './kit/load-server'
import { registry } from './registry'

const ONE_SCREEN = 60
const LONGEST_DESCRIPTION = 1_200

/** Built as in its process, with nothing but its own folder. */
async function partsOf(id: string): Promise<ServerParts> {
  const { manifest, build } = await loadServer(id)
  const dataDir = mkdtempSync(join(tmpdir(), 'omni-shape-'))
  const center: Center = { ask: () => Promise.reject(new Error('not here')) }
  const settings = settingsSchema(manifest.settings).parse({})
  const log = memoryLogger()
  const parts = build({
    dataDir,
    settings,
    center,
    log,
    clock: systemClock,
    notice: () => {},
    resourceUpdated: () => {},
  })
  onTestFinished(() => {
    parts.dispose()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return parts
}

describe.each(registry.map((manifest) => [manifest.id, manifest] as const))('%s', (id, manifest) => {
  test('has a README of one screen that names its port and every tool', async () => {
    const path = join(import.meta.dirname, id, 'README.md')
    expect(existsSync(path)).toBe(true)
    const text = readFileSync(path, 'utf8')
    expect(text.split('\n').length).toBeLessThanOrEqual(ONE_SCREEN)
    expect(text).toContain(String(manifest.port))
    const { tools } = await partsOf(id)
    // As a word of its own: `forget` is not named by `forget_batch`.
    expect(tools.map(({ name }) => name).filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })

  test('describes each tool for a model, with true hints and a lifetime where it only reads', async () => {
    const { tools } = await partsOf(id)
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length)
    for (const { name, title, description, hints, freshness } of tools) {
      expect(name).toMatch(/^[a-z][a-z0-9_]{1,63}$/)
      expect(title, name).not.toBe('')
      expect(description.length, name).toBeGreaterThan(20)
      if (name !== 'sequentialthinking') expect(description.length, name).toBeLessThan(LONGEST_DESCRIPTION)
      expect(freshness !== undefined, `${name} reads only and says for how long it is true`).toBe(
        hints.readOnlyHint,
      )
      if (hints.readOnlyHint) expect(hints.destructiveHint, name).toBe(false)
    }
  })

  test('its probe is a call without effects, and its settings are explained', async () => {
    const { tools } = await partsOf(id)
    const { probe, settings, permissions } = manifest
    const probed = tools.find(({ name }) => name === probe?.tool)
    if (probe) {
      expect(probed?.hints.readOnlyHint).toBe(true)
      const fits = z.object(probed?.input ?? {}).safeParse(probe.arguments)
      expect(fits.error).toBeUndefined()
    }
    expect(permissions.length).toBeGreaterThan(0)
    for (const { label, help } of settings) expect([label, help].every((text) => text.length > 3)).toBe(true)
  })
})
