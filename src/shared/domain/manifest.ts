import { z } from 'zod'
import { RunMode, ServiceId, Tier } from './service'

/** A setting of a service as its settings page shows it. */
export const SettingField = z.object({
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  label: z.string(),
  help: z.string(),
  value: z.discriminatedUnion('type', [
    z.object({ type: z.literal('boolean'), default: z.boolean() }),
    z.object({
      type: z.literal('integer'),
      default: z.number().int(),
      min: z.number().int(),
      max: z.number().int(),
      unit: z.string().optional(),
    }),
    z.object({ type: z.literal('text'), default: z.string(), maxLength: z.number().int() }),
    z.object({
      type: z.literal('choice'),
      default: z.string(),
      choices: z.array(z.object({ value: z.string(), label: z.string() })),
    }),
  ]),
})
export type SettingField = z.infer<typeof SettingField>

/** What a built-in server is: data only, readable by every part of the program. */
export const ServiceManifest = z.object({
  id: ServiceId,
  /** External: its process is another program, or somewhere else. Absent: built in. */
  kind: z.enum(['built-in', 'external']).optional(),
  title: z.string(),
  /** One sentence for people. */
  description: z.string(),
  /** Public port before the offset. */
  port: z.number().int(),
  tier: Tier,
  mode: RunMode,
  settings: z.array(SettingField),
  /** A call without effects whose success proves the service works; null asks with `ping`. */
  probe: z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) }).nullable(),
  /** What the process may touch, in words for people. */
  permissions: z.array(z.string()),
})
export type ServiceManifest = z.infer<typeof ServiceManifest>

/** Values of a service's settings by key. */
export type ServiceSettings = Record<string, boolean | number | string>

/** The zod schema that a manifest's setting values must satisfy; unknown keys are refused. */
export function settingsSchema(fields: readonly SettingField[]): z.ZodType<ServiceSettings> {
  const shape: Record<string, z.ZodType> = {}
  for (const { key, value } of fields) shape[key] = valueSchema(value)
  return z.strictObject(shape) as unknown as z.ZodType<ServiceSettings>
}

function valueSchema(value: SettingField['value']): z.ZodType {
  if (value.type === 'boolean') return z.boolean().default(value.default)
  if (value.type === 'integer') return z.number().int().min(value.min).max(value.max).default(value.default)
  if (value.type === 'text') return z.string().max(value.maxLength).default(value.default)
  return z.enum(value.choices.map((choice) => choice.value)).default(value.default)
}
