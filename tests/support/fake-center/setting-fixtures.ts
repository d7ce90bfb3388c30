import type { ServiceSettingsView } from '@shared/contract/services'
import type { FakeState } from './state'

/** Settings of every kind, as they are stored now. */
export function settingsOf(state: FakeState, id: string): ServiceSettingsView {
  const view = state.serviceSettings.get(id) ?? firstSettings(state, id)
  const folders = Array.isArray(view.values['folders']) ? view.values['folders'] : []
  const missing = folders.filter((entry) => state.missingFolders.has(entry))
  const message = 'There is no such folder.'
  return { ...view, warnings: missing.map((entry) => ({ key: 'folders', entry, message })) }
}

function firstSettings(state: FakeState, id: string): ServiceSettingsView {
  return {
    mode: state.service(id)?.mode ?? 'always',
    fields: [
      {
        key: 'keepHistory',
        label: 'Keep history',
        help: 'Old versions of what changes are kept and can be read.',
        value: { type: 'boolean', default: true },
      },
      {
        key: 'maxResults',
        label: 'Most results',
        help: 'The most entries a search returns.',
        value: { type: 'integer', default: 50, min: 1, max: 500, unit: 'entries' },
      },
      {
        key: 'language',
        label: 'Language',
        help: 'How words are cut for searching.',
        value: {
          type: 'choice',
          default: 'any',
          choices: [
            { value: 'any', label: 'Any language' },
            { value: 'en', label: 'English' },
          ],
        },
      },
      {
        key: 'label',
        label: 'Label',
        help: 'Written into exports.',
        value: { type: 'text', default: '', maxLength: 80 },
      },
      {
        key: 'folders',
        label: 'Folders',
        help: 'Clients may read and write here, and nowhere else.',
        value: { type: 'list', of: 'folder', default: [], maxItems: 3, maxLength: 4_096 },
      },
      {
        key: 'key',
        label: 'Key',
        help: 'A stored secret; its value is given to the service only.',
        value: { type: 'secret', default: '' },
      },
    ],
    values: { keepHistory: true, maxResults: 50, language: 'any', label: '', folders: [], key: '' },
    permissions: ['Its own folder in the data directory', 'No network'],
    warnings: [],
  }
}
