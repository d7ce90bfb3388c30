export {
  createSupervisor,
  type RouteChange,
  type ServiceOrigin,
  type Supervisor,
  type SupervisorDeps,
} from './supervisor'
export type { ServiceConfig, ServiceLimits } from './service-config'
export type { Traffic } from './idle'

// The parts that supervise any process of ours; the front door looks after the gateway with them.
export { deadline } from './deadline'
export { newEndpoint, removeEndpoint } from './endpoint'
export { classifyEnd, exitWords } from './exit-class'
export { createHeartbeat, type Heartbeat } from './heartbeat'
export { Instance, type InstanceDeps, type InstanceEnd } from './instance'
export { Lifecycle } from './lifecycle'
export { START_PERIOD_MS } from './probe-schedule'
export { hung, portHeld, startTooSlow } from './problems'
export { createImmediatePolicy, createTirelessPolicy, type RestartPolicy } from './restart-policy'
export type { OpenDesk, RequestDesk } from './request-desk'
export { readResidentMemory } from './resident-memory'
export type { Run, RunReport } from './run'
export { settled } from './settled'
export { StartGate } from './start-gate'
export { noVitalSigns, Vitals } from './vitals'
