import type { ErrorCode } from './errors'

/** How our programs end, the same for the command line and both hosts; documented in docs/cli.md. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notRunning: 3,
  unknownName: 4,
  toolError: 5,
  unauthorized: 6,
  alreadyRunning: 7,
  portHeld: 8,
  dataDirUnwritable: 9,
  problemFound: 10,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const byError: Partial<Record<ErrorCode, ExitCode>> = {
  ALREADY_RUNNING: exitCodes.alreadyRunning,
  BAD_INPUT: exitCodes.usage,
  DATA_DIR_UNWRITABLE: exitCodes.dataDirUnwritable,
  NOT_RUNNING: exitCodes.notRunning,
  PORT_HELD: exitCodes.portHeld,
  UNAUTHORIZED: exitCodes.unauthorized,
  UNKNOWN_CLIENT: exitCodes.unknownName,
  UNKNOWN_SERVICE: exitCodes.unknownName,
  UNKNOWN_TOOL: exitCodes.unknownName,
}

/** The exit code that tells scripts about a problem; 1 where nothing more exact is known. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return byError[code] ?? exitCodes.failed
}
