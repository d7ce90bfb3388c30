import { z } from 'zod'

/** The person's choices for the whole program. Every field has a default, so an empty file is valid. */
export const Settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Desktop only: start with the session. Off until asked for. */
  launchAtLogin: z.boolean().default(false),
  /** Desktop only: closing the window keeps OmniMind in the tray. */
  closeToTray: z.boolean().default(true),
  /** Notify when a service fails or recovers. */
  notifications: z.boolean().default(true),
  /** Stop an on-demand service after this many idle minutes; 0 never stops it. */
  idleStopMinutes: z.number().int().min(0).max(1_440).default(15),
  /** Memory limit of each built-in service in MB of resident memory; a running service's heap limit follows at its next start. */
  memoryLimitMb: z.number().int().min(64).max(16_384).default(512),
  /** Upper limit of the metrics database in MB. */
  metricsLimitMb: z.number().int().min(10).max(10_240).default(200),
  /** Keep the arguments and results of calls, with secrets replaced. */
  keepCallContents: z.boolean().default(true),
  /** Upper limit of one call's kept arguments, and of its kept result, in KB. */
  callContentsKb: z.number().int().min(1).max(1_024).default(16),
  /** Calls are kept this many days. */
  callHistoryDays: z.number().int().min(1).max(3_650).default(30),
  /** OTLP over HTTP, e.g. `http://127.0.0.1:4318`; empty sends nothing. */
  otlpEndpoint: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
})
export type Settings = z.infer<typeof Settings>

export const defaultSettings: Settings = Settings.parse({})

type SettingFields = typeof Settings.shape

/** Some of the settings; absent ones stay as they are. (`Settings.partial()` would fill in their defaults.) */
export const SettingsPatch = z.strictObject(
  Object.fromEntries(
    Object.entries(Settings.shape).map(([key, field]) => [key, field.unwrap().optional()]),
  ) as { [Key in keyof SettingFields]: z.ZodOptional<ReturnType<SettingFields[Key]['unwrap']>> },
)
export type SettingsPatch = z.infer<typeof SettingsPatch>
