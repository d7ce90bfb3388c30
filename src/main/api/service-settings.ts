import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { ServiceSettingsView } from '@shared/contract/services'
import type { ServiceManifest, ServiceSettings, SettingField } from '@shared/domain/manifest'
import { choicesSchema } from '@shared/domain/manifest'
import { needsAttention, type RunMode } from '@shared/domain/service'
import { OmniMindError, Problem } from '@shared/errors'
import { didYouMean } from '@shared/lib/nearest'
import type { ApiDeps } from './deps'
import { requireService } from './require-service'

type SettingsDeps = Pick<ApiDeps, 'services' | 'settings' | 'manifestOf' | 'secrets'>

export function viewSettings(
  { services, settings, manifestOf }: Omit<SettingsDeps, 'secrets'>,
  id: string,
): ServiceSettingsView {
  const { fields, permissions } = describe(manifestOf(requireService(services, id).id))
  const { mode, values } = settings.service(id)
  return { mode, fields, values, permissions }
}

/**
 * Stores the choices. Whoever runs the services hears of it and starts this one again when its values changed.
 * @returns also why the service does not run with them, when it does not
 * @throws OmniMindError CONFIG_INVALID for what the manifest refuses, and a secret that is not stored; nothing is changed then
 */
export async function configureService(
  deps: SettingsDeps,
  input: { id: string; mode: RunMode; values: ServiceSettings },
): Promise<ServiceSettingsView & { problem: Problem | null }> {
  const { id, mode } = input
  const service = requireService(deps.services, id)
  const { fields } = describe(deps.manifestOf(id))
  const values = choicesSchema(fields).safeParse(input.values)
  if (!values.success) {
    throw new OmniMindError('CONFIG_INVALID', `These settings of ${service.title} are not valid.`, {
      nextStep: z.prettifyError(values.error),
    })
  }
  requireSecrets(deps.secrets, fields, values.data)
  const hasNewValues = !isDeepStrictEqual(deps.settings.service(id).values, values.data)
  deps.settings.updateService(id, { mode, values: values.data })
  const problem = hasNewValues ? await tryIt(deps.services, id) : null
  return { ...viewSettings(deps, id), problem }
}

/** Without its value the service would only say that it has none. */
function requireSecrets(
  secrets: SettingsDeps['secrets'],
  fields: readonly SettingField[],
  values: ServiceSettings,
): void {
  const chosen = fields.flatMap(({ key, value }) =>
    value.type === 'secret' && values[key] ? values[key] : [],
  )
  if (chosen.length === 0) return
  const stored = secrets.list().map(({ name }) => name)
  const missing = chosen.find((name) => !stored.includes(String(name)))
  if (missing === undefined) return
  throw new OmniMindError('CONFIG_INVALID', `There is no stored secret "${String(missing)}".`, {
    nextStep: `Store it first (omnimind secrets set NAME). ${didYouMean(String(missing), stored)}`,
  })
}

/** Whoever chose the values learns at once whether the service can run with them. One that a person stopped stays so. */
async function tryIt(services: SettingsDeps['services'], id: string): Promise<Problem | null> {
  if (requireService(services, id).wanted === 'stopped') return null
  const { state, lastError } = await services.start(id)
  const isDown = needsAttention(state) || state.kind === 'backing-off'
  return isDown && lastError ? Problem.parse(lastError) : null
}

function describe(manifest: ServiceManifest | undefined) {
  return { fields: manifest?.settings ?? [], permissions: manifest?.permissions ?? [] }
}
