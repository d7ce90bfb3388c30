import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Settings, SettingsPatch } from '../domain/settings'
import { nothing, procedure } from './errors'

export const AppInfo = z.object({
  version: z.string(),
  pid: z.number().int(),
  host: z.enum(['desktop', 'headless']),
  home: z.string(),
  startedAt: z.number(),
  portOffset: z.number().int(),
  dashboardUrl: z.string(),
  healthUrl: z.string(),
  secretProtection: z.string(),
  /** Things a person should know, e.g. that the restart policy is `immediate` or the settings file was reset. */
  warnings: z.array(z.string()),
})
export type AppInfo = z.infer<typeof AppInfo>

export const app = {
  info: procedure.input(nothing).output(AppInfo),
  settings: procedure.input(nothing).output(Settings),
  updateSettings: procedure.input(SettingsPatch).output(Settings),
  /** The settings now, and each time they change. */
  watchSettings: procedure.input(nothing).output(eventIterator(Settings)),
  /** Stops every service and ends the program. */
  quit: procedure.input(nothing).output(nothing),
  /** Brings the window to the front (desktop), or does nothing. */
  focus: procedure.input(nothing).output(nothing),
  /** A one-time link that signs a browser in to the dashboard. */
  signInLink: procedure.input(nothing).output(z.object({ url: z.string() })),
}
