import { z } from 'zod'
import { ServiceSettings, SettingValue } from '@shared/domain/manifest'
import { RunMode, Wanted } from '@shared/domain/service'
import { Settings } from '@shared/domain/settings'

/** What the person asked of one service. Absent fields follow the manifest. */
export const StoredService = z.looseObject({
  wanted: Wanted.optional(),
  mode: RunMode.optional(),
  portOverride: z.number().int().min(1).max(65_535).nullish(),
  values: ServiceSettings.optional(),
})
export type StoredService = z.infer<typeof StoredService>

/** The settings file as it is kept in memory: what a newer version added stays in it, untouched. */
export interface SettingsDocument {
  settings: Settings
  services: Record<string, StoredService>
  /** Fields this version does not know, by level. */
  unknown: { top: Record<string, unknown>; settings: Record<string, unknown> }
}

/** A document and the places of what did not fit in its file, as `settings.theme`. */
export interface ParsedDocument {
  document: SettingsDocument
  invalid: string[]
}

const FORMAT = 1
const Fields = z.record(z.string(), z.unknown())

const StoredFile = z.looseObject({
  // Carries no choice of the person, so that a wrong one is no reason to doubt the rest.
  format: z.number().int().min(1).catch(FORMAT),
  settings: Fields.default({}),
  services: Fields.default({}),
})

export function emptyDocument(): SettingsDocument {
  return { settings: Settings.parse({}), services: {}, unknown: { top: {}, settings: {} } }
}

/**
 * Reads field by field: one that does not fit is left out and named, every other choice stays.
 * @throws SyntaxError or ZodError when the text is not a settings file at all
 */
export function parseDocument(text: string): ParsedDocument {
  const { settings, services, ...top } = StoredFile.parse(JSON.parse(text))
  const invalid: string[] = []
  const { known, unknown } = sift(Settings.shape, settings, 'settings', invalid)
  const document = {
    settings: Settings.parse(known),
    services: Object.fromEntries(
      Object.entries(services).map(([id, stored]) => [id, parseService(id, stored, invalid)]),
    ),
    unknown: { top, settings: unknown },
  }
  return { document, invalid }
}

function parseService(id: string, stored: unknown, invalid: string[]): StoredService {
  const place = `services.${id}`
  const fields = parseFields(stored, place, invalid)
  const { values, ...shape } = StoredService.shape
  const { known, unknown } = sift(shape, fields, place, invalid)
  const { values: storedValues, ...rest } = unknown
  if (storedValues === undefined) return StoredService.parse({ ...rest, ...known })
  const kept = parseValues(storedValues, `${place}.values`, invalid)
  return StoredService.parse({ ...rest, ...known, values: values.parse(kept) })
}

function parseValues(stored: unknown, place: string, invalid: string[]): Record<string, unknown> {
  const fields = parseFields(stored, place, invalid)
  const shape = Object.fromEntries(Object.keys(fields).map((key) => [key, SettingValue]))
  return sift(shape, fields, place, invalid).known
}

function parseFields(stored: unknown, place: string, invalid: string[]): Record<string, unknown> {
  const fields = Fields.safeParse(stored)
  if (!fields.success) invalid.push(place)
  return fields.data ?? {}
}

/** Parts the known fields that fit from those a newer version added; what does not fit is named in `invalid`. */
function sift(
  shape: Readonly<Record<string, z.ZodType>>,
  fields: Record<string, unknown>,
  place: string,
  invalid: string[],
): { known: Record<string, unknown>; unknown: Record<string, unknown> } {
  const entries = Object.entries(fields)
  const isKnown = (key: string): boolean => Object.hasOwn(shape, key)
  const fits = ([key, value]: [string, unknown]): boolean => shape[key]?.safeParse(value).success === true
  const known = entries.filter(([key]) => isKnown(key))
  invalid.push(...known.filter((entry) => !fits(entry)).map(([key]) => `${place}.${key}`))
  return {
    known: Object.fromEntries(known.filter(fits)),
    unknown: Object.fromEntries(entries.filter(([key]) => !isKnown(key))),
  }
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
  accepts: (key: string, value: SettingValue) => boolean | null,
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
