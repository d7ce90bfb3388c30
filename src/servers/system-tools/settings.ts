import type { ServiceSettings } from '@shared/domain/manifest'
import { z } from 'zod'

const SystemToolsSettings = z.object({
  readOnly: z.boolean(),
  folders: z.array(z.string()),
  allowedCommands: z.array(z.string()),
  commandNetwork: z.boolean(),
  allowedHosts: z.array(z.string()),
  allowedEnvironment: z.array(z.string()),
  showIdentifying: z.boolean(),
})
export type SystemToolsSettings = z.infer<typeof SystemToolsSettings>

/** The settings by name; the kit checked them against the manifest already. */
export function readSettings(settings: ServiceSettings): SystemToolsSettings {
  return SystemToolsSettings.parse(settings)
}
