import { z } from 'zod'
import type { Logger } from '@shared/domain/log'
import type { ServiceManifest, ServiceSettings, SettingValue } from '@shared/domain/manifest'
import { choicesSchema } from '@shared/domain/manifest'
import type { RunMode, Wanted } from '@shared/domain/service'
import { Settings } from '@shared/domain/settings'
import { OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { didYouMean } from '@shared/lib/nearest'
import type { SettingsDocument } from './document'
import { validValues } from './document'
import { settingsFile } from './settings-file'

/** How one service is meant to run: the person's choices over the manifest's defaults. */
export interface ServiceConfig {
  wanted: Wanted
  mode: RunMode
  /** Public port (offset included) in place of the port table's; null follows the table. */
  portOverride: number | null
  /** Every setting of the manifest. */
  values: ServiceSettings
}

/** The person's choices, kept in HOME/settings.json. A change is on disk before the call returns. */
export interface SettingsStore {
  get(): Settings
  /** @throws OmniMindError BAD_INPUT, DATA_DIR_UNWRITABLE; nothing changed then */
  update(patch: Partial<Settings>): Settings
  onChange(listener: (settings: Settings) => void): Disposable
  /** @throws OmniMindError UNKNOWN_SERVICE */
  service(id: string): ServiceConfig
  /** @throws OmniMindError UNKNOWN_SERVICE, CONFIG_INVALID, DATA_DIR_UNWRITABLE; nothing changed then */
  updateService(id: string, patch: Partial<ServiceConfig>): ServiceConfig
  onServiceChange(listener: (id: string, config: ServiceConfig) => void): Disposable
  /** What was chosen for a service that is gone; told to nobody. @throws OmniMindError DATA_DIR_UNWRITABLE */
  forgetService(id: string): void
  /** What happened to the file at start, for people. */
  readonly warnings: readonly string[]
}

export interface SettingsDeps {
  /** The data directory; made when missing. */
  home: string
  clock: Pick<Clock, 'epochMs'>
  log: Logger
  /** The trail of what people change. */
  audit: Logger
  /** Of every service there is now; asked again whenever it matters. */
  manifests: () => readonly ServiceManifest[]
}

/** @throws OmniMindError DATA_DIR_UNWRITABLE when the data directory cannot be used */
export function createSettings({ home, clock, log, audit, manifests }: SettingsDeps): SettingsStore {
  const file = settingsFile(home, () => clock.epochMs())
  const loaded = file.load()
  const warnings = [...loaded.warnings, ...invalidValues(loaded.document, manifests())]
  for (const warning of warnings) log.warn(warning)
  let document = loaded.document
  const changes = new Emitter<Settings>()
  const serviceChanges = new Emitter<{ id: string; config: ServiceConfig }>()

  const save = (next: SettingsDocument): void => {
    for (const warning of file.save(next)) log.warn(warning)
    document = next
  }
  const configOf = (id: string): ServiceConfig => serviceConfig(manifestOf(id, manifests()), document)

  return {
    warnings,
    get: () => document.settings,
    update(patch) {
      const settings = parseSettings({ ...document.settings, ...patch })
      save({ ...document, settings })
      changes.emit(settings)
      return settings
    },
    onChange: (listener) => changes.on(listener),
    service: configOf,
    updateService(id, patch) {
      const manifest = manifestOf(id, manifests())
      const previous = document
      const before = document.services[id]
      const values = patch.values && {
        ...foreignValues(manifest, before?.values ?? {}),
        ...checkedValues(manifest, patch.values),
      }
      const stored = { ...before, ...patch, ...(values && { values }) }
      save({ ...document, services: { ...document.services, [id]: stored } })
      const config = configOf(id)
      tellChange(audit, manifest, serviceConfig(manifest, previous), config)
      serviceChanges.emit({ id, config })
      return config
    },
    forgetService(id) {
      if (!Object.hasOwn(document.services, id)) return
      const { [id]: _, ...services } = document.services
      save({ ...document, services })
    },
    onServiceChange: (listener) => serviceChanges.on(({ id, config }) => listener(id, config)),
  }
}

/** Which choices changed, never to what: a value may be a secret's name, a folder, a host. */
function tellChange(
  audit: Logger,
  { title }: ServiceManifest,
  before: ServiceConfig,
  after: ServiceConfig,
): void {
  const chosen = ({ values, mode, portOverride }: ServiceConfig) => ({ ...values, mode, portOverride })
  const now: Record<string, unknown> = chosen(after)
  const changed = Object.entries(chosen(before)).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(now[key]),
  )
  if (changed.length > 0)
    audit.info(`Settings of ${title} changed: ${changed.map(([key]) => key).join(', ')}.`)
}

function parseSettings(value: unknown): Settings {
  const parsed = Settings.safeParse(value)
  if (parsed.success) return parsed.data
  throw new OmniMindError('BAD_INPUT', `These settings are not valid: ${z.prettifyError(parsed.error)}`)
}

function manifestOf(id: string, manifests: readonly ServiceManifest[]): ServiceManifest {
  const manifest = manifests.find((candidate) => candidate.id === id)
  if (manifest) return manifest
  const ids = manifests.map((known) => known.id)
  throw new OmniMindError('UNKNOWN_SERVICE', `There is no service "${id}".`, {
    nextStep: didYouMean(id, ids),
  })
}

function serviceConfig(manifest: ServiceManifest, { services }: SettingsDocument): ServiceConfig {
  const stored = services[manifest.id] ?? {}
  const { values } = validValues(stored.values ?? {}, acceptedBy(manifest))
  return {
    wanted: stored.wanted ?? 'running',
    mode: stored.mode ?? manifest.mode,
    portOverride: stored.portOverride ?? null,
    values: choicesSchema(manifest.settings).parse(values),
  }
}

/** Asks the manifest about one value; null for a key it does not have (a newer version's, kept in the file). */
function acceptedBy(manifest: ServiceManifest) {
  return (key: string, value: SettingValue): boolean | null => {
    const field = manifest.settings.find((candidate) => candidate.key === key)
    return field ? choicesSchema([field]).safeParse({ [key]: value }).success : null
  }
}

function checkedValues(manifest: ServiceManifest, values: ServiceSettings): ServiceSettings {
  const parsed = choicesSchema(manifest.settings).safeParse(values)
  if (parsed.success) return parsed.data
  throw new OmniMindError('CONFIG_INVALID', `These settings of ${manifest.title} are not valid.`, {
    nextStep: z.prettifyError(parsed.error),
  })
}

/** Values under keys this version does not know; they stay in the file for the version that does. */
function foreignValues(manifest: ServiceManifest, values: ServiceSettings): ServiceSettings {
  const accepted = acceptedBy(manifest)
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => accepted(key, value) === null))
}

function invalidValues({ services }: SettingsDocument, manifests: readonly ServiceManifest[]): string[] {
  return manifests.flatMap((manifest) => {
    const { invalid } = validValues(services[manifest.id]?.values ?? {}, acceptedBy(manifest))
    if (invalid.length === 0) return []
    return [`${manifest.title}: the stored value of ${invalid.join(', ')} is not valid; the default is used.`]
  })
}
