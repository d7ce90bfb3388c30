export { GATEWAY_ID, type FrontDoor, type FrontDoorDeps, type Listener } from './front-door'
export { createFrontDoor } from './create-front-door'
export type { ListenResult } from './port-claims'
export type { TrafficReport } from './traffic-ledger'
