import { isDeepStrictEqual } from 'node:util'
import type { ServiceSettingsView } from '@shared/contract/services'
import {
  choicesSchema,
  type ServiceManifest,
  type ServiceSettings,
  type SettingValue,
} from '@shared/domain/manifest'
import { isDown, type RunMode } from '@shared/domain/service'
import { Problem } from '@shared/errors'
import type { ApiDeps } from './deps'
import { folderWarnings } from './folder-warnings'
import { requireService } from './require-service'
import { checkChoices } from './setting-checks'

type ViewDeps = Pick<ApiDeps, 'services' | 'settings' | 'manifestOf' | 'app'>
/** How a service runs with new values. */
interface Tried {
  /** Why it does not. */
  problem: Problem | null
  /** Not known yet. */
  isStarting: boolean
}

type SettingsDeps = ViewDeps & Pick<ApiDeps, 'secrets' | 'log'>

export async function viewSettings(
  { services, settings, manifestOf, app }: ViewDeps,
  id: string,
): Promise<ServiceSettingsView> {
  const { fields, permissions } = describe(manifestOf(requireService(services, id).id))
  const { mode, values } = settings.service(id)
  const warnings = await folderWarnings(fields, values, (await app.info()).home)
  return { mode, fields, values, permissions, warnings }
}

/**
 * Stores the choices that are named; the others stay as they are now, whatever the caller saw of them. Whoever runs the
 * services hears of it and starts this one again when its values changed.
 * @returns also how it runs with them: one that takes long is still starting when this is answered
 * @throws OmniMindError CONFIG_INVALID for what the manifest refuses, a secret that is not stored and a relative folder;
 * nothing is changed then
 */
export async function configureService(
  deps: SettingsDeps,
  { id, mode, values }: { id: string; mode?: RunMode | undefined; values: ServiceSettings },
): Promise<ServiceSettingsView & Tried> {
  const { title } = requireService(deps.services, id)
  const { fields } = describe(deps.manifestOf(id))
  checkChoices({ title, fields, storedSecrets: deps.secrets.list().map(({ name }) => name) }, values)
  const before = deps.settings.service(id)
  const after = choicesSchema(fields).parse({ ...before.values, ...values })
  const hasNewValues = !isDeepStrictEqual(before.values, after)
  deps.settings.updateService(id, { mode: mode ?? before.mode, values: after })
  const tried = hasNewValues ? await tryIt(deps.services, id) : { problem: null, isStarting: false }
  const view = await viewSettings(deps, id)
  const added = view.warnings.filter(({ key, entry }) => !holds(before.values[key], entry))
  for (const warning of new Set(added.map(({ key, message }) => `${key}: ${message}`)))
    deps.log.warn(`Settings of ${title}: ${warning}`)
  return { ...view, ...tried }
}

function holds(value: SettingValue | undefined, entry: string): boolean {
  return Array.isArray(value) && value.includes(entry)
}

/** Whoever chose the values learns at once whether the service can run with them. One that a person stopped stays so. */
async function tryIt(services: SettingsDeps['services'], id: string): Promise<Tried> {
  if (requireService(services, id).wanted === 'stopped') return { problem: null, isStarting: false }
  const { state, lastError } = await services.start(id)
  const problem = isDown(state) && lastError ? Problem.parse(lastError) : null
  return { problem, isStarting: state.kind === 'starting' }
}

function describe(manifest: ServiceManifest | undefined) {
  return { fields: manifest?.settings ?? [], permissions: manifest?.permissions ?? [] }
}
