import type { ContractRouterClient } from '@orpc/contract'
import { activity } from './activity'
import { app } from './app'
import { connect } from './connect'
import { consent } from './consent'
import { doctor } from './doctor'
import { external } from './external'
import { gateway } from './gateway'
import { logs } from './logs'
import { metrics } from './metrics'
import { playground } from './playground'
import { services } from './services'
import { trust } from './trust'

/**
 * The one typed contract between the control center and everything that looks at it: queries, commands and
 * streams. The desktop carries it over IPC, the browser over a WebSocket, the command line over HTTP. The
 * receiver validates every input; values are JSON only.
 */
export const contract = {
  app,
  services,
  external,
  gateway,
  trust,
  consent,
  doctor,
  playground,
  metrics,
  logs,
  activity,
  connect,
}
export type Contract = typeof contract
export type CenterClient = ContractRouterClient<Contract>

export { LINK_CHANNEL } from './link'
/** HTTP prefix of the contract, and the path of its WebSocket. */
export const RPC_PREFIX = '/api/rpc'
export const RPC_SOCKET_PATH = '/api/socket'
