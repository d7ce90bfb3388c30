export { createConnection, type Connection, type ConnectionControl } from './connection'
export { follow } from './follow'
export {
  useAppInfo,
  useGateway,
  usePending,
  usePulses,
  useQuestions,
  useService,
  useServices,
  useSettings,
} from './hooks'
export { isAborted, problemOf } from './problem'
export { CenterProvider, useCenter, useClient, useConnection } from './provider'
export { createStores, PULSE_MEMORY, type CenterStores } from './stores/stores'
export { useCommand, type Command } from './use-command'
export { useQuery, type Query } from './use-query'
export { useSubmit } from './use-submit'
export { useRefreshOn } from './use-refresh-on'
