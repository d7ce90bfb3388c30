import type { ServiceSettings } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'

export interface HostedSettings {
  /** Without a slash at its end. */
  url: string
  key: string
  schema: string
}

export interface SupabaseSettings {
  /** Null: the embedded database. */
  hosted: HostedSettings | null
  /** Of the hosted project; the embedded database may always be written. */
  readOnly: boolean
  maxRows: number
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** @throws OmniMindError CONFIG_INVALID */
export function readSettings(settings: ServiceSettings): SupabaseSettings {
  const url = String(settings['url']).trim()
  const key = String(settings['key']).trim()
  const schema = String(settings['schema']).trim() || 'public'
  const common = { readOnly: settings['readOnly'] !== false, maxRows: Number(settings['maxRows']) }
  if (url === '' && key === '') return { hosted: null, ...common }
  const address = url === '' ? '' : checkedUrl(url)
  if (key === '')
    throw invalid(
      'The settings of Supabase name a project but no key.',
      'Choose the stored secret with its key.',
    )
  if (url === '')
    throw invalid('The settings of Supabase name a key but no project.', 'Enter the address of the project.')
  return { hosted: { url: address, key: checkedKey(key), schema: checkedSchema(schema) }, ...common }
}

function checkedUrl(text: string): string {
  const url = URL.parse(text)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname))
  if (!url || !isSafe || url.username !== '' || url.password !== '')
    throw invalid(
      'The project address in the settings of Supabase is not usable.',
      'Enter it like https://abcdefgh.supabase.co; http:// only on this machine, as the key would travel unprotected.',
    )
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** It travels in a header. */
function checkedKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key
  throw invalid(
    'The key in the settings of Supabase holds characters no key has.',
    'Store the key again, without spaces.',
  )
}

function checkedSchema(schema: string): string {
  if (/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(schema)) return schema
  throw invalid('The schema in the settings of Supabase is no name.', 'Enter a name such as public.')
}

function invalid(message: string, nextStep: string): OmniMindError {
  return new OmniMindError('CONFIG_INVALID', message, { nextStep })
}
