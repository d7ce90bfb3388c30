export { createConnect, type Connect, type ConnectDeps } from './connect'
