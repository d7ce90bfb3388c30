export { confirmQuit } from './quit-panel'
export { SettingsPage } from './settings-page'
