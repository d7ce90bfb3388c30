import { isAbsolute } from 'node:path'
import { choicesSchema, type ServiceSettings, type SettingField } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import { isFullPath } from '@shared/lib/full-path'
import { didYouMean } from '@shared/lib/nearest'

export interface CheckedService {
  title: string
  fields: readonly SettingField[]
  /** Names of the secrets there are. */
  storedSecrets: readonly string[]
}

/**
 * Whether a person may choose these values; others may be missing.
 * @throws OmniMindError CONFIG_INVALID, which says what would fit. A refused value is not repeated: it may be a secret.
 */
export function checkChoices(
  { title, fields, storedSecrets }: CheckedService,
  values: ServiceSettings,
): void {
  for (const [key, value] of Object.entries(values)) {
    const field = fields.find((one) => one.key === key)
    if (!field) {
      const keys = fields.map((one) => one.key)
      throw invalid(`${title} has no setting "${key}".`, didYouMean(key, keys))
    }
    if (!choicesSchema([field]).safeParse({ [key]: value }).success)
      throw invalid(`The value of "${key}" is not valid.`, `It is ${whatFits(field)}.`)
    if (field.value.type === 'secret' && value !== '') requireSecret(String(value), storedSecrets)
    if (field.value.type === 'list' && field.value.of === 'folder')
      (value as string[]).forEach(requireFullPath)
  }
}

/** Without its value the service would only say that it has none. */
function requireSecret(name: string, stored: readonly string[]): void {
  if (stored.includes(name)) return
  const near = didYouMean(name, stored)
  throw invalid(`There is no stored secret "${name}".`, `Store it first (omnimind secrets set NAME). ${near}`)
}

/** The service stands in another directory than whoever wrote it. */
function requireFullPath(folder: string): void {
  if (folder.startsWith('~') ? isFullPath(folder) : isAbsolute(folder)) return
  throw invalid(
    `"${folder}" is not the full path of a folder.`,
    'Write the path from the very beginning, or from your home with ~/.',
  )
}

/** What a value of this setting may be, e.g. `a whole number from 1 to 100`. */
function whatFits({ value }: SettingField): string {
  switch (value.type) {
    case 'boolean':
      return 'on or off'
    case 'integer':
      return `a whole number from ${value.min} to ${value.max}`
    case 'text':
      return `a text of at most ${value.maxLength} characters`
    case 'choice':
      return `one of ${value.choices.map((choice) => choice.value).join(', ')}`
    case 'list':
      return `a list of at most ${value.maxItems} entries, each of 1 to ${value.maxLength} characters`
    default:
      return 'the name of a stored secret, or nothing'
  }
}

function invalid(message: string, nextStep: string): OmniMindError {
  return new OmniMindError('CONFIG_INVALID', message, { nextStep })
}
