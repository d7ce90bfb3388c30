export { createSupervisor, type RouteChange, type Supervisor, type SupervisorDeps } from './supervisor'
export type { ServiceConfig, ServiceLimits } from './service'
export type { Traffic } from './idle'
