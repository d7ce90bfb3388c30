export { createSettings, type ServiceConfig, type SettingsStore } from './settings'
export { writeFileAtomic } from './atomic-file'
export { openCollection, type CollectionFile } from './collection-file'
export { readIfThere } from './read-if-there'
