import { z } from 'zod'
import type { ServiceSettings } from '@shared/domain/manifest'
import { RunMode, ServiceId, Wanted } from '@shared/domain/service'
import { Settings } from '@shared/domain/settings'

/** What the person asked of one service. Absent fields follow the manifest. */
export const StoredService = z.looseObject({
  wanted: Wanted.optional(),
  mode: RunMode.optional(),
  portOverride: z.number().int().min(1).max(65_535).nullish(),
  values: z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])).optional(),
})
export type StoredService = z.infer<typeof StoredService>

/** The settings file as it is kept in memory: what a newer version added stays in it, untouched. */
export interface SettingsDocument {
  settings: Settings
  services: Record<string, StoredService>
  /** Fields this version does not know, by level. */
  unknown: { top: Record<string, unknown>; settings: Record<string, unknown> }
}

const FORMAT = 1
const knownSettings = Object.keys(Settings.shape)

const StoredFile = z.looseObject({
  format: z.number().int().min(1).default(FORMAT),
  settings: z.record(z.string(), z.unknown()).default({}),
  services: z.record(ServiceId, StoredService).default({}),
})

export function emptyDocument(): SettingsDocument {
  return { settings: Settings.parse({}), services: {}, unknown: { top: {}, settings: {} } }
}

/** @throws SyntaxError or ZodError when the text is not a settings file */
export function parseDocument(text: string): SettingsDocument {
  const { settings, services, ...top } = StoredFile.parse(JSON.parse(text))
  const entries = Object.entries(settings)
  const pick = (known: boolean) =>
    Object.fromEntries(entries.filter(([key]) => knownSettings.includes(key) === known))
  return { settings: Settings.parse(pick(true)), services, unknown: { top, settings: pick(false) } }
}

export function formatDocument({ settings, services, unknown }: SettingsDocument): string {
  const file = {
    format: FORMAT,
    ...unknown.top,
    settings: { ...unknown.settings, ...settings },
    services,
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Keeps the setting values that are still valid, and names the keys that are not. */
export function validValues(
  stored: ServiceSettings,
  accepts: (key: string, value: boolean | number | string) => boolean | null,
): { values: ServiceSettings; invalid: string[] } {
  const values: ServiceSettings = {}
  const invalid: string[] = []
  for (const [key, value] of Object.entries(stored)) {
    const verdict = accepts(key, value)
    if (verdict === true) values[key] = value
    else if (verdict === false) invalid.push(key)
  }
  return { values, invalid }
}
