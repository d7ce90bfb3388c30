export { startDashboard, type DashboardDeps } from './dashboard-server'
export { startHealthServer, type HealthDeps } from './health-server'
export type { LoopbackServer } from './loopback-server'
export { createUiAssets, type UiAssets, type UiResponse } from './ui-assets'
