import type { JsonRpcNotification } from '@shared/mcp/json-rpc'
import { logLevels, type LogLevel } from '@shared/mcp/modern'

/** @param wanted the level a request asks for; without one it hears no logs at all */
export function isLoudEnough(message: JsonRpcNotification, wanted: LogLevel | null): boolean {
  const level = message.params?.['level']
  return wanted !== null && typeof level === 'string' && rank(level) >= rank(wanted)
}

/** An unknown level is below all. */
function rank(level: string): number {
  return (logLevels as readonly string[]).indexOf(level)
}
