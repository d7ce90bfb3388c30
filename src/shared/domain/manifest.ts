import { z } from 'zod'
import { RateLimit } from './limits'
import { OwnableSecretName } from './secret-name'
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
    /** Several lines, each a folder of this machine (absolute path) or a text. */
    z.object({
      type: z.literal('list'),
      of: z.enum(['folder', 'text']),
      default: z.array(z.string()),
      maxItems: z.number().int(),
      maxLength: z.number().int(),
      /** Shown in an empty line, e.g. `git status`. */
      example: z.string().optional(),
    }),
    /** The name of a stored secret, or nothing; the service itself is given the secret's value. */
    z.object({ type: z.literal('secret'), default: z.literal('') }),
  ]),
})
export type SettingField = z.infer<typeof SettingField>

/** What a service may ask of the control center; a request of another kind is refused. Reading logs and keeping them are two. */
export const CenterDuty = z.enum(['workers', 'consent', 'logs-read', 'logs-keep', 'services'])
export type CenterDuty = z.infer<typeof CenterDuty>

/** A call of a tool that has no effects. */
export const Probe = z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) })
export type Probe = z.infer<typeof Probe>

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
  probe: Probe.nullable(),
  /** What the process may touch, in words for people. */
  permissions: z.array(z.string()),
  /** Absent: it asks for nothing. */
  asksFor: z.array(CenterDuty).optional(),
  /** Its own default rate for each client, where the common one would be too generous. A person's limit goes first. */
  rate: RateLimit.optional(),
})
export type ServiceManifest = z.infer<typeof ServiceManifest>

export const SettingValue = z.union([z.boolean(), z.number(), z.string(), z.array(z.string())])
export type SettingValue = z.infer<typeof SettingValue>

/** Values of a service's settings by key. */
export const ServiceSettings = z.record(z.string(), SettingValue)
export type ServiceSettings = z.infer<typeof ServiceSettings>

const MAX_SECRET_LENGTH = 64 * 1024

/** What a person may choose for a secret: the name of a stored one, or nothing. Its value is put in for the service alone. */
const SecretChoice = z.union([z.literal(''), OwnableSecretName])

/** The schema of what people choose: as `settingsSchema`, but a secret is a name. */
export function choicesSchema(fields: readonly SettingField[]): z.ZodType<ServiceSettings> {
  const shape: Record<string, z.ZodType> = {}
  for (const { key, value } of fields)
    shape[key] = value.type === 'secret' ? SecretChoice.default('') : valueSchema(value)
  return z.strictObject(shape) as unknown as z.ZodType<ServiceSettings>
}

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
  if (value.type === 'secret') return z.string().max(MAX_SECRET_LENGTH).default(value.default)
  if (value.type === 'list')
    return z.array(z.string().min(1).max(value.maxLength)).max(value.maxItems).default(value.default)
  return z.enum(value.choices.map((choice) => choice.value)).default(value.default)
}
