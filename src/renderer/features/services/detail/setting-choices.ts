import type { ServiceSettings, SettingField, SettingValue } from '@shared/domain/manifest'
import { isFullPath } from '@shared/lib/full-path'

type ListKind = Extract<SettingField['value'], { type: 'list' }>

/** What the person chose anew: the values that are not as they are stored. */
export function changedChoices(saved: ServiceSettings, draft: ServiceSettings): ServiceSettings {
  const chosen = Object.entries(draft).map(([key, value]) => [key, withoutEmptyLines(value)] as const)
  return Object.fromEntries(
    chosen.filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(saved[key])),
  )
}

/** A line that was added and never filled is no entry. */
function withoutEmptyLines(value: SettingValue): SettingValue {
  return Array.isArray(value) ? value.map((line) => line.trim()).filter((line) => line !== '') : value
}

/** What is wrong with an entry of a list, in words; null when nothing is. */
export function entryProblem(kind: ListKind, entry: string): string | null {
  const text = entry.trim()
  return kind.of === 'folder' && text !== '' && !isFullPath(text) ? 'Write the full path.' : null
}

/** Whether every value may be stored. */
export function areValid(fields: readonly SettingField[], values: ServiceSettings): boolean {
  return fields.every(({ key, value: kind }) => {
    const value = values[key]
    return kind.type !== 'list' || !Array.isArray(value) || value.every((entry) => !entryProblem(kind, entry))
  })
}
