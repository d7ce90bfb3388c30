export { systemIo } from './io'
export { runCli } from './run'
