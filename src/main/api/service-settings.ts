import { z } from 'zod'
import type { ServiceSettingsView } from '@shared/contract/services'
import type { ServiceManifest, ServiceSettings } from '@shared/domain/manifest'
import { choicesSchema } from '@shared/domain/manifest'
import type { RunMode } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import type { ApiDeps } from './deps'
import { requireService } from './require-service'

type SettingsDeps = Pick<ApiDeps, 'services' | 'settings' | 'manifestOf'>

export function viewSettings(
  { services, settings, manifestOf }: SettingsDeps,
  id: string,
): ServiceSettingsView {
  const { fields, permissions } = describe(manifestOf(requireService(services, id).id))
  const { mode, values } = settings.service(id)
  return { mode, fields, values, permissions }
}

/** Stores the choices. Whoever runs the services hears of it and starts this one again when its values changed. */
export function configureService(
  deps: SettingsDeps,
  input: { id: string; mode: RunMode; values: ServiceSettings },
): ServiceSettingsView {
  const { id, mode } = input
  const service = requireService(deps.services, id)
  const { fields } = describe(deps.manifestOf(id))
  const values = choicesSchema(fields).safeParse(input.values)
  if (!values.success) {
    throw new OmniMindError('CONFIG_INVALID', `These settings of ${service.title} are not valid.`, {
      nextStep: z.prettifyError(values.error),
    })
  }
  deps.settings.updateService(id, { mode, values: values.data })
  return viewSettings(deps, id)
}

function describe(manifest: ServiceManifest | undefined) {
  return { fields: manifest?.settings ?? [], permissions: manifest?.permissions ?? [] }
}
