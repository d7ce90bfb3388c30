export { AddServerDialog } from './add-server-dialog'
export { ServerSettings } from './server-settings'
export { SignInButton } from './sign-in-button'
export { useExternalServer } from './use-external-server'
