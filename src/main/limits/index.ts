export { keepStatus, type LastStatus } from './last-status'
export { openLimits, type LimitsStore } from './limits-store'
