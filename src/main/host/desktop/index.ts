export { createDesktopHost, type DesktopHostOptions } from './host'
export type { HostedCenter } from './hosted-center'
export { startDesktop, type DesktopOptions } from './start-desktop'
